using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Tests.Reference;
using Ringspun.Tcp.Tests.Scripts;
using Connection = Ringspun.Tcp.Tests.Reference.Connection;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>Runs a history of one stack, whose peers are the history's.</summary>
internal sealed class Conversation(Setting setting)
{
    private const ushort PeerPort = 5_000;
    private const uint FarAway = 1u << 31;

    private readonly Twin _twin = new(setting.Options(0));

    /// <summary>The last SYN and ACK that each peer has got.</summary>
    private readonly Dictionary<Endpoint, byte[]> _synAcks = [];

    public static void Run(History history)
    {
        Conversation conversation = new(history.Setting);
        foreach (HistoryStep step in history.Steps)
        {
            conversation.Do(step);
        }

        conversation.Drain();
    }

    private void Do(HistoryStep step)
    {
        switch (step)
        {
            case HistoryStep.Syn syn:
                Arrive(Syn(syn));
                break;
            case HistoryStep.AnswerSyn answer when AnswerSyn(answer) is { } packet:
                Arrive(packet);
                break;
            case HistoryStep.Segment segment when Segment(segment) is { } packet:
                Arrive(packet);
                break;
            case HistoryStep.Wait wait:
                Drain();
                Wait(wait);
                break;

            // Of several connections' packets the stack takes some, in an order of its own: what that does to the others is not the reference's matter.
            case HistoryStep.Transmit transmit:
                Take(_twin.Transmit(_twin.Reference.Connections.Count > 1 ? int.MaxValue : transmit.Most));
                break;
            case HistoryStep.TakeEvents:
                _twin.TakeEvents();
                break;
            default:
                if (Calls.Of(step, setting, _twin, setting.Address(2), PeerPort) is { } call)
                {
                    _twin.Do(call);
                }

                break;
        }

        if (setting.Eager)
        {
            Drain();
            _twin.CompareCounts();
        }
    }

    private void Drain()
    {
        Take(_twin.Transmit());
        _twin.TakeEvents();
    }

    private void Arrive(byte[] packet) => _twin.Do(new StackInput.Arrive([.. packet]));

    private void Take(IEnumerable<byte[]> packets)
    {
        foreach (byte[] packet in packets)
        {
            WholePacket.Read(packet, out _, out Endpoint to, out TcpSegment segment, out _, out _);
            if ((segment.Flags & TcpFlags.Syn) != 0)
            {
                _synAcks[to] = packet;
            }
        }
    }

    private void Wait(HistoryStep.Wait wait)
    {
        long deadline = _twin.NextDeadline;
        bool counts = wait.Until == HistoryStep.Moment.Deadline && deadline != long.MaxValue;
        _twin.Now = Math.Max(_twin.Now, counts ? deadline : _twin.Now) + wait.Nanoseconds;
        if (!wait.Late)
        {
            _twin.Do(new StackInput.Advance());
        }
    }

    private byte[] Syn(HistoryStep.Syn syn)
    {
        TcpOptions options = Offer(syn.Options, syn.Mss, syn.Scale);
        uint sequence = setting.PeerIss + (uint)syn.Start;
        return Build(Peer(syn.Peer), syn.Port, sequence, 0, TcpFlags.Syn, syn.Window, options, []);
    }

    private byte[]? AnswerSyn(HistoryStep.AnswerSyn answer)
    {
        if (!_synAcks.TryGetValue(Peer(answer.Peer), out byte[]? packet))
        {
            return null;
        }

        WholePacket.Read(packet, out Endpoint from, out _, out TcpSegment segment, out TcpOptions options, out _);
        TcpOptions echo = Offer(options.Present & TcpOptionSet.Timestamps, 0, 0);
        echo.TimestampEcho = options.TimestampValue;
        uint acknowledgment = segment.Sequence + 1 + (uint)answer.AckOffset;
        byte[] data = Data(segment.Acknowledgment, answer.Length, 0);
        return Build(Peer(answer.Peer), from.Port, segment.Acknowledgment, acknowledgment, TcpFlags.Ack, 20_000, echo, data);
    }

    private byte[]? Segment(HistoryStep.Segment segment)
    {
        Connection[] open = [.. _twin.Reference.Connections.Values.Where(static c => c.State != TcpState.Closed)];
        if (open.Length == 0)
        {
            return null;
        }

        Connection c = open[segment.Who % open.Length];
        TcpFlags flags = segment.Flags;
        if (c.State == TcpState.SynSent)
        {
            // What continues an active open is SYN and ACK.
            flags = flags == TcpFlags.Ack ? TcpFlags.Syn | TcpFlags.Ack : flags;
            c = c with { RcvNxt = setting.PeerIss, RcvAdv = setting.PeerIss + 1_000 };
        }

        uint sequence = (uint)segment.Offset + segment.Sequence switch
        {
            HistoryStep.Place.First => c.OutOfOrder.IsEmpty ? c.RcvNxt - 1 : c.OutOfOrder[0].Start,
            HistoryStep.Place.Edge => c.RcvAdv,
            HistoryStep.Place.Far => c.RcvNxt + FarAway,
            _ => c.RcvNxt,
        };
        uint acknowledgment = (uint)segment.AckOffset + segment.Acknowledgment switch
        {
            HistoryStep.Place.First => c.SndUna,
            HistoryStep.Place.Edge => c.SndMax,
            HistoryStep.Place.Far => c.SndNxt + FarAway,
            _ => c.SndNxt,
        };
        return Build(
            c.Remote, c.Local.Port, sequence, acknowledgment, flags, segment.Window, Options(c, segment, flags), Data(sequence, segment.Length, segment.Window));
    }

    private TcpOptions Options(Connection c, HistoryStep.Segment segment, TcpFlags flags)
    {
        bool syn = (flags & TcpFlags.Syn) != 0;
        TcpOptions options = syn ? Offer((TcpOptionSet)(segment.Window & 15), 1_000, segment.Window >> 4 & 7) : default;
        bool timestamps = segment.Clock != HistoryStep.Timing.None && (c.Timestamps || segment.Window % 16 == 3);
        options.Present |= timestamps ? TcpOptionSet.Timestamps : 0;
        options.TimestampValue = segment.Clock == HistoryStep.Timing.Old ? c.TsRecent - 1 - (uint)(segment.Window % 5) : PeerClock();
        options.TimestampEcho = segment.Clock == HistoryStep.Timing.NoEcho ? 0 : c.Timestamp(_twin.Now) - (uint)(segment.Window % 64);
        foreach (HistoryStep.SackHint hint in syn ? [] : segment.Sacks.Take(timestamps ? 3 : 4))
        {
            options.AddSack(Sack(c, hint));
        }

        return options;
    }

    private static SackBlock Sack(Connection c, HistoryStep.SackHint hint)
    {
        if (hint.Below || c.Sent.IsEmpty)
        {
            return new SackBlock(c.SndUna - (uint)(hint.From * 100) - (uint)hint.Cut, c.SndUna - (uint)(hint.From * 100) + (uint)hint.Count);
        }

        SentSegment first = c.Sent[hint.From % c.Sent.Count];
        SentSegment last = c.Sent[(hint.From + hint.Count) % c.Sent.Count];
        return new SackBlock(first.Start + (uint)hint.Cut, last.End - (uint)hint.Cut);
    }

    private TcpOptions Offer(TcpOptionSet options, int mss, int scale) => new()
    {
        Present = options,
        MaximumSegmentSize = (ushort)mss,
        WindowScale = (byte)scale,
        TimestampValue = PeerClock(),
    };

    private uint PeerClock() => 4_294_960_000 + (uint)(_twin.Now / 1_000_000);

    private Endpoint Peer(int number) => new(setting.Address(2 + (number % 3)), (ushort)(PeerPort + (number / 3)));

    /// <summary>What stands at a place of the stream; a salt makes a second sender of the same place differ from the first.</summary>
    private static byte[] Data(uint sequence, int length, int salt) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)(((sequence + (uint)i) * 31) + ((sequence + (uint)i) >> 8) + (uint)salt))];

    private byte[] Build(Endpoint from, int port, uint sequence, uint acknowledgment, TcpFlags flags, int window, TcpOptions options, byte[] data)
    {
        TcpHeader header = new()
        {
            SourcePort = from.Port,
            DestinationPort = (ushort)port,
            Sequence = sequence,
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? acknowledgment : 0,
            Flags = flags,
            Window = (ushort)window,
        };
        return WholePacket.Build(from.Address, setting.Address(1), header, options, data);
    }
}
