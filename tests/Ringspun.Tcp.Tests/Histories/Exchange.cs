using Ringspun.Tcp.Tests.Reference;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>Runs a history of two stacks, each with its reference, and of the packets between them. A step's even number is the first stack's.</summary>
internal sealed class Exchange(Setting setting)
{
    private const ushort Port = 80;

    private readonly Twin[] _twins = [new(setting.Options(0)), new(setting.Options(1))];

    /// <summary>What is on its way to each side.</summary>
    private readonly List<byte[]>[] _flying = [[], []];

    public static void Run(History history)
    {
        Exchange exchange = new(history.Setting);
        exchange.Begin();
        foreach (HistoryStep step in history.Steps)
        {
            exchange.Do(step);
        }
    }

    private void Begin()
    {
        foreach (Twin twin in _twins)
        {
            twin.Do(new StackInput.Listen(new Endpoint(twin.Reference.Options.Addresses[0].Address, Port), 2, setting.Behaviours[^1]));
        }
    }

    private void Do(HistoryStep step)
    {
        switch (step)
        {
            case HistoryStep.Carry carry:
                Carry(carry.Count % 2, 1 + (carry.Count / 2));
                break;
            case HistoryStep.Lose lose when Find(lose.Which, out List<byte[]> packets, out int index):
                packets.RemoveAt(index);
                break;
            case HistoryStep.Repeat repeat when Find(repeat.Which, out List<byte[]> packets, out int index):
                packets.Insert(0, packets[index]);
                Carry(repeat.Which % 2, 1);
                break;
            case HistoryStep.Overtake overtake when Find(overtake.Which, out List<byte[]> packets, out int index):
                byte[] first = packets[index];
                packets.RemoveAt(index);
                packets.Insert(0, first);
                Carry(overtake.Which % 2, 1);
                break;
            case HistoryStep.Wait wait:
                Wait(wait);
                break;
            default:
                Call(step);
                break;
        }
    }

    private void Call(HistoryStep step)
    {
        (int side, HistoryStep own) = step switch
        {
            HistoryStep.Connect connect => (connect.Peer % 2, connect with { Peer = 0 }),
            HistoryStep.Accept accept => (accept.Listener % 2, accept with { Listener = 0 }),
            HistoryStep.Write write => (write.Who % 2, write with { Who = write.Who / 2 }),
            HistoryStep.Read read => (read.Who % 2, read with { Who = read.Who / 2 }),
            HistoryStep.Shutdown shutdown => (shutdown.Who % 2, shutdown with { Who = shutdown.Who / 2 }),
            HistoryStep.Close close => (close.Who % 2, close with { Who = close.Who / 2 }),
            HistoryStep.Abort abort => (abort.Who % 2, abort with { Who = abort.Who / 2 }),
            HistoryStep.Configure configure => (configure.Who % 2, configure with { Who = configure.Who / 2 }),
            _ => (0, step),
        };
        if (Calls.Of(own, setting, _twins[side], setting.Address(2 - side), Port) is { } call)
        {
            _twins[side].Do(call);
            Drain(side);
        }
    }

    private bool Find(int which, out List<byte[]> packets, out int index)
    {
        packets = _flying[which % 2];
        index = packets.Count == 0 ? 0 : which / 2 % packets.Count;
        return packets.Count > 0;
    }

    private void Carry(int to, int count)
    {
        for (; count > 0 && _flying[to].Count > 0; count--)
        {
            byte[] packet = _flying[to][0];
            _flying[to].RemoveAt(0);
            _twins[to].Do(new StackInput.Arrive([.. packet]));
            if (setting.Eager)
            {
                Drain(to);
            }
        }

        Drain(to);
    }

    private void Drain(int side)
    {
        _flying[1 - side].AddRange(_twins[side].Transmit());
        _twins[side].TakeEvents();
        _twins[side].CompareCounts();
    }

    private void Wait(HistoryStep.Wait wait)
    {
        long deadline = _twins.Min(static twin => twin.NextDeadline);
        bool counts = wait.Until == HistoryStep.Moment.Deadline && deadline != long.MaxValue;
        long now = Math.Max(_twins[0].Now, counts ? deadline : 0) + wait.Nanoseconds;
        for (int side = 0; side < 2; side++)
        {
            _twins[side].Now = now;
            _twins[side].Do(new StackInput.Advance());
            Drain(side);
        }
    }
}
