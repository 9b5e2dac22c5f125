using FsCheck;
using FsCheck.Fluent;
using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Histories.HistoryStep;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>Random histories. Most of what happens continues what was, so that connections come far; some of it is anything.</summary>
internal static class HistoryGenerator
{
    private const int Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    private static readonly Gen<int> Who = Number(0, 7);

    /// <summary>How connections behave; what the reference does not know is off in all of them.</summary>
    private static readonly Gen<TcpSettings> Behaviour =
        from sack in Often(3)
        from timestamps in Often(2)
        from scaling in Often(3)
        from noDelay in Often(1)
        from cork in Rarely(6)
        from keepAlive in Rarely(3)
        from newReno in Rarely(2)
        from delayed in Gen.Elements(0L, 40 * Millisecond, 200 * Millisecond)
        from receive in Gen.OneOf(Number(2_048, 8_000), Number(8_000, 200_000))
        from send in Gen.OneOf(Number(2_048, 8_000), Number(8_000, 60_000))
        from mss in Gen.Elements(0, 0, 0, 100, 536, 1_000)
        from initial in Gen.Elements(10, 10, 1, 4)
        from minimumRto in Gen.Elements(200L * Millisecond, Second)
        from user in Gen.Elements(924 * Second, 20 * Second)
        from lifetime in Gen.Elements(30 * Second, 500L * Millisecond)
        from trafficClass in Gen.Elements((byte)0, (byte)0x48)
        select new TcpSettings
        {
            Sack = sack,
            Timestamps = timestamps,
            WindowScaling = scaling,
            NoDelay = noDelay,
            Cork = cork,
            KeepAlive = keepAlive,
            KeepAliveIdle = 100 * Second,
            KeepAliveInterval = 10 * Second,
            KeepAliveCount = 2,
            Congestion = newReno ? CongestionAlgorithm.NewReno : CongestionAlgorithm.Cubic,
            DelayedAck = delayed,
            ReceiveBuffer = receive,
            SendBuffer = send,
            MaximumSegmentSize = mss,
            InitialWindow = initial,
            MinimumRto = minimumRto,
            UserTimeout = user,
            MaximumSegmentLifetime = lifetime,
            TrafficClass = trafficClass,
            Ecn = EcnPolicy.Never,
            PathMtuProbing = PathMtuProbing.Off,
            FastOpen = false,
        };

    private static readonly Gen<Setting> Settings =
        from ipv6 in Rarely(4)
        from mtu in Number(1_280, 1_500)
        from super in Gen.Elements(0, 0, 0, 8_000, 65_535)
        from eager in Often(2)
        from limit in Gen.Elements(1_000, 1_000, 1_000, 2, 3)
        from iss in Gen.Elements(1_000_000u, uint.MaxValue - 2_000u, (1u << 31) - 1_000u)
        from behaviours in Behaviour.ArrayOf(3)
        select new Setting(ipv6, mtu, super, eager ? limit : 1_000, iss, eager, behaviours);

    private static readonly Gen<int> Window = Gen.Frequency((8, Gen.Constant(65_535)), (2, Number(0, 65_535)), (2, Number(0, 3_000)), (1, Gen.Constant(0)));

    private static readonly Gen<int> Length = Gen.OneOf(Gen.Constant(0), Number(0, 1_400), Gen.Constant(1_000), Number(1, 20));

    private static readonly Gen<SackHint> Sack =
        from first in Number(0, 9)
        from count in Gen.Frequency((3, Gen.Constant(0)), (2, Number(0, 5)))
        from cut in Gen.Frequency((4, Gen.Constant(0)), (1, Number(0, 2_000)))
        from below in Rarely(5)
        select new SackHint(first, count, cut, below);

    private static readonly Gen<SackHint[]> Sacks = Gen.OneOf(Gen.Constant<SackHint[]>([]), Number(1, 4).SelectMany(static count => Sack.ArrayOf(count)));

    /// <summary>What an honest peer may send next.</summary>
    private static readonly Gen<HistoryStep> Continuation =
        from who in Who
        from length in Length
        from window in Window
        from fin in Rarely(12)
        from sacks in Sacks
        from all in Gen.Frequency((3, Gen.Constant(Place.Next)), (3, Gen.Constant(Place.First)))
        from part in Gen.Frequency((3, Gen.Constant(0)), (2, Number(0, 3_000)))
        select (HistoryStep)new Segment(
            who, Place.Next, 0, all, all == Place.First ? part : 0, TcpFlags.Ack | (fin ? TcpFlags.Fin : 0), length, window, Timing.Right, sacks);

    /// <summary>What a bad network, or a bad peer, may make of it.</summary>
    private static readonly Gen<HistoryStep> Anything =
        from who in Who
        from place in Places(5, 2, 2, 1)
        from offset in Gen.OneOf(Gen.Constant(0), Number(-3, 3), Number(-3_000, 6_000))
        from acknowledged in Places(6, 4, 1, 1)
        from ackOffset in Gen.OneOf(Gen.Constant(0), Gen.Constant(0), Number(-3, 3), Number(-3_000, 3_000))
        from flags in Gen.Frequency(
            (12, Gen.Constant(TcpFlags.Ack)),
            (2, Gen.Constant(TcpFlags.Ack | TcpFlags.Fin)),
            (2, Gen.Constant(TcpFlags.Rst)),
            (1, Gen.Constant(TcpFlags.Rst | TcpFlags.Ack)),
            (2, Gen.Constant(TcpFlags.Syn)),
            (1, Gen.Constant(TcpFlags.Syn | TcpFlags.Ack)),
            (1, Number(0, 31).Select(static bits => (TcpFlags)bits)))
        from length in Length
        from window in Window
        from clock in Gen.Elements(Timing.Right, Timing.Right, Timing.Right, Timing.Right, Timing.Old, Timing.NoEcho, Timing.None)
        from sacks in Sacks
        select (HistoryStep)new Segment(who, place, offset, acknowledged, ackOffset, flags, length, window, clock, sacks);

    private static readonly Gen<HistoryStep> Opening =
        from peer in Number(0, 3)
        from port in Gen.Elements(80, 80, 81, 83, 50_000)
        from start in Gen.OneOf(Gen.Constant(0), Number(-2_000, 200_000))
        from options in Number(0, 15)
        from mss in Gen.OneOf(Number(400, 1_460), Number(0, 65_535))
        from scale in Number(0, 16)
        from window in Window
        select (HistoryStep)new Syn(peer, port, start, (TcpOptionSet)options, mss, scale, window);

    private static readonly Gen<HistoryStep> Answering =
        from peer in Number(0, 3)
        from offset in Gen.Frequency((5, Gen.Constant(0)), (1, Number(-2, 2)))
        from length in Length
        select (HistoryStep)new AnswerSyn(peer, offset, length);

    private static readonly Gen<HistoryStep> Waiting =
        from until in Gen.Elements(Moment.Now, Moment.Deadline)
        from more in Gen.Frequency(
            (4, Gen.Constant(0L)),
            (4, Number(0, 60).Select(static n => n * (long)Millisecond)),
            (2, Number(0, 1_000_000).Select(static n => (long)n)),
            (2, Number(0, 3_000).Select(static n => n * (long)Millisecond)),
            (1, Number(0, 1_000).Select(static n => n * Second)))
        from late in Rarely(10)
        select (HistoryStep)new Wait(until, more, late);

    private static readonly Gen<HistoryStep> Writing =
        from who in Who
        from count in Gen.OneOf(Number(1, 100), Number(1, 6_000), Number(1, 30_000))
        select (HistoryStep)new Write(who, count);

    private static readonly Gen<HistoryStep> Reading =
        from who in Who
        from count in Gen.OneOf(Number(0, 1_000), Gen.Constant(100_000))
        select (HistoryStep)new Read(who, count);

    private static readonly Gen<HistoryStep> Listening =
        from port in Gen.Elements(80, 81, 83)
        from backlog in Number(1, 3)
        from behaviour in Number(0, 2)
        select (HistoryStep)new Listen(port, backlog, behaviour);

    private static readonly Gen<HistoryStep> Connecting =
        from peer in Number(0, 5)
        from port in Gen.Elements(0, 0, 50_001)
        from behaviour in Number(0, 2)
        select (HistoryStep)new Connect(peer, port, behaviour);

    private static readonly Gen<HistoryStep> Call = Gen.Frequency(
        (2, Connecting),
        (2, Listening),
        (6, Number(0, 3).Select(static n => (HistoryStep)new Accept(n))),
        (1, Number(0, 3).Select(static n => (HistoryStep)new CloseListener(n))),
        (14, Writing),
        (8, Reading),
        (2, Who.Select(static who => (HistoryStep)new Shutdown(who))),
        (2, Who.Select(static who => (HistoryStep)new Close(who))),
        (1, Who.Select(static who => (HistoryStep)new Abort(who))),
        (2, from who in Who from behaviour in Number(0, 2) select (HistoryStep)new Configure(who, behaviour)));

    private static readonly Gen<HistoryStep> ConversationStep = Gen.Frequency(
        (18, Continuation),
        (7, Anything),
        (4, Opening),
        (5, Answering),
        (7, Waiting),
        (11, Call),
        (3, Number(1, 3).Select(static most => (HistoryStep)new Transmit(most))),
        (1, Gen.Constant((HistoryStep)new TakeEvents())));

    private static readonly Gen<HistoryStep> ExchangeStep = Gen.Frequency(
        (16, Number(0, 9).Select(static n => (HistoryStep)new Carry(n))),
        (2, Number(0, 19).Select(static n => (HistoryStep)new Lose(n))),
        (1, Number(0, 19).Select(static n => (HistoryStep)new Repeat(n))),
        (2, Number(0, 19).Select(static n => (HistoryStep)new Overtake(n))),
        (5, Waiting),
        (9, Writing),
        (7, Reading),
        (1, Connecting),
        (2, Who.Select(static who => (HistoryStep)new Accept(who))),
        (1, Gen.OneOf(Who.Select(static who => (HistoryStep)new Shutdown(who)), Who.Select(static who => (HistoryStep)new Close(who)))),
        (1, from who in Who from behaviour in Number(0, 2) select (HistoryStep)new Configure(who, behaviour)));

    /// <summary>Histories of one stack: it has a listener and a connection that begins, so that few steps are spent on nothing.</summary>
    public static Arbitrary<History> Conversations { get; } = Histories(ConversationStep, 70, [new Listen(80, 1, 0), new Connect(0, 0, 1)]);

    /// <summary>Histories of two stacks.</summary>
    public static Arbitrary<History> Exchanges { get; } = Histories(ExchangeStep, 110, [new Connect(0, 0, 1)]);

    /// <summary>One step, or one that comes several times: data in order, acknowledgments that repeat, a flight of packets.</summary>
    private static Gen<HistoryStep[]> Burst(Gen<HistoryStep> step) =>
        from one in step
        from times in Gen.Frequency((5, Gen.Constant(1)), (1, Number(2, 6)))
        select Enumerable.Repeat(one, times).ToArray();

    private static Arbitrary<History> Histories(Gen<HistoryStep> step, int most, HistoryStep[] beginning) => Arb.From(
        from setting in Settings
        from count in Number(5, most)
        from steps in Burst(step).ArrayOf(count)
        select new History(setting, [.. beginning, .. steps.SelectMany(static burst => burst)]),
        HistoryShrinker.Simpler);

    private static Gen<int> Number(int least, int greatest) => Gen.Choose(least, greatest);

    private static Gen<Place> Places(int next, int first, int edge, int far) => Gen.Frequency(
        (next, Gen.Constant(Place.Next)), (first, Gen.Constant(Place.First)), (edge, Gen.Constant(Place.Edge)), (far, Gen.Constant(Place.Far)));

    /// <summary>True so many times as often as false.</summary>
    private static Gen<bool> Often(int times) => Gen.Frequency((times, Gen.Constant(true)), (1, Gen.Constant(false)));

    private static Gen<bool> Rarely(int times) => Gen.Frequency((times, Gen.Constant(false)), (1, Gen.Constant(true)));
}
