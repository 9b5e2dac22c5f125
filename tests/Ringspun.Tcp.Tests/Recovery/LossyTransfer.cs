using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>One connection that moves bytes in one direction over a link, and how long that takes in virtual time.</summary>
internal sealed class LossyTransfer
{
    private const int Period = 251;

    // The same bytes again and again, in a period that no segment has: what comes from the wrong place is wrong.
    private readonly byte[] _data = [.. Enumerable.Range(0, 16_384 + Period).Select(static i => (byte)(i % Period))];
    private readonly byte[] _read = new byte[16_384];
    private readonly long _length;
    private readonly ConnectionId _id;
    private readonly ListenerId _listener;
    private ConnectionId? _accepted;
    private long _sent;

    public LossyTransfer(int seed, long length, LinkOptions toReceiver, LinkOptions toSender, TcpSettings settings, TcpSettings? receiver = null)
    {
        _length = length;
        Internet = new SimulatedInternet(seed);
        Sender = new StackNode(Options("10.0.0.1/24", settings), (byte)seed);
        Receiver = new StackNode(Options("10.0.0.2/24", receiver ?? settings), (byte)(seed + 1));
        Internet.Connect(Sender, Receiver, toReceiver, toSender);
        Endpoint service = new(IpAddress.Parse("10.0.0.2"), 80);
        Assert.Equal(StackError.None, Receiver.Stack.Listen(service, 4, out _listener));
        Assert.Equal(StackError.None, Sender.Stack.Connect(0, service, out _id));
        Sender.Act = Write;
        Receiver.Act = Read;
    }

    public SimulatedInternet Internet { get; }

    public StackNode Sender { get; }

    public StackNode Receiver { get; }

    public long Received { get; private set; }

    /// <summary>What the sender's stack has counted.</summary>
    public long Count(StackCounter counter) => Sender.Stack.Counters[counter];

    /// <summary>Runs until everything has arrived.</summary>
    /// <returns>Seconds.</returns>
    public double Run()
    {
        Internet.Flush(Sender);
        Assert.True(Internet.RunUntil(() => Received == _length, TimeSpan.FromHours(1)), $"{Received} of {_length} bytes arrived");
        return Internet.Now / 1e9;
    }

    private static StackOptions Options(string address, TcpSettings settings) => new() { Addresses = [IpPrefix.Parse(address)], Tcp = settings };

    private void Write(long now)
    {
        while (Sender.Stack.TryTakeEvent(out _))
        {
            // It writes whenever it can.
        }

        int taken = 1;
        while (_sent < _length && taken > 0
            && Sender.Stack.Send(now, _id, _data.AsSpan((int)(_sent % Period), (int)Math.Min(_read.Length, _length - _sent)), out taken) == StackError.None)
        {
            _sent += taken;
        }
    }

    private void Read(long now)
    {
        while (Receiver.Stack.TryTakeEvent(out _))
        {
            // It reads whenever it can.
        }

        if (_accepted is null && Receiver.Stack.Accept(_listener, out ConnectionId id, out _) == StackError.None)
        {
            _accepted = id;
        }

        while (_accepted is { } open && Receiver.Stack.Receive(now, open, _read, out int count) == StackError.None && count > 0)
        {
            Assert.True(_read.AsSpan(0, count).SequenceEqual(_data.AsSpan((int)(Received % Period), count)), $"after {Received} bytes something is wrong");
            Received += count;
        }
    }
}
