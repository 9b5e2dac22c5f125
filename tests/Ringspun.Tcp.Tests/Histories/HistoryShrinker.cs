using static Ringspun.Tcp.Tests.Histories.HistoryStep;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>Simpler histories to try when one has failed: with fewer steps first, then with simpler ones, then in a plainer setting.</summary>
internal static class HistoryShrinker
{
    // Fixed: the reference does not know of buffers that grow.
    private const int Plain = 65_536;

    public static IEnumerable<History> Simpler(History history) => Shorter(history).Concat(WithSimplerSteps(history)).Concat(InPlainerSettings(history));

    private static IEnumerable<History> Shorter(History history)
    {
        HistoryStep[] steps = history.Steps;
        for (int length = steps.Length / 2; length > 0; length /= 2)
        {
            for (int at = steps.Length - length; at >= 0; at -= length)
            {
                yield return history with { Steps = [.. steps[..at], .. steps[(at + length)..]] };
            }
        }
    }

    private static IEnumerable<History> WithSimplerSteps(History history) =>
        from at in Enumerable.Range(0, history.Steps.Length)
        from simpler in Simpler(history.Steps[at])
        select history with { Steps = [.. history.Steps[..at], simpler, .. history.Steps[(at + 1)..]] };

    private static IEnumerable<HistoryStep> Simpler(HistoryStep step)
    {
        IEnumerable<HistoryStep> simpler = step switch
        {
            Segment segment =>
            [
                segment with { Sacks = [] },
                segment with { Sacks = [.. segment.Sacks.Skip(1)] },
                segment with { Clock = Timing.Right },
                segment with { Offset = 0 },
                segment with { AckOffset = 0 },
                segment with { Sequence = Place.Next },
                segment with { Acknowledgment = Place.Next },
                segment with { Length = 0 },
                segment with { Length = segment.Length / 2 },
                segment with { Window = ushort.MaxValue },
                segment with { Flags = TcpFlags.Ack },
                segment with { Who = 0 },
            ],
            Write write => [write with { Count = 1 }, write with { Count = write.Count / 2 }, write with { Who = 0 }],
            Read read => [read with { Count = 100_000 }, read with { Who = 0 }],
            Wait wait => [wait with { Nanoseconds = 0 }, wait with { Late = false }, wait with { Nanoseconds = wait.Nanoseconds / 2 }],
            Syn syn => [syn with { Start = 0 }, syn with { Options = TcpOptionSet.None }, syn with { Window = ushort.MaxValue }],
            AnswerSyn answer => [answer with { Length = 0 }, answer with { AckOffset = 0 }],
            _ => [],
        };
        return simpler.Where(other => !IsSame(other, step));
    }

    private static IEnumerable<History> InPlainerSettings(History history)
    {
        Setting setting = history.Setting;
        Setting[] plainer =
        [
            setting with { Ipv6 = false },
            setting with { SuperSegment = 0 },
            setting with { Mtu = 1_500 },
            setting with { PeerIss = 1_000_000 },
            setting with { MaxConnections = 1_000 },
            .. setting.Behaviours.SelectMany((behaviour, i) => Plainer(behaviour).Select(
                other => setting with { Behaviours = [.. setting.Behaviours[..i], other, .. setting.Behaviours[(i + 1)..]] })),
        ];
        return plainer.Where(other => other.ToString() != setting.ToString()).Select(other => history with { Setting = other });
    }

    private static TcpSettings[] Plainer(TcpSettings settings) =>
    [
        new(),
        settings with { Sack = true },
        settings with { Timestamps = true },
        settings with { WindowScaling = true },
        settings with { NoDelay = false },
        settings with { Cork = false },
        settings with { KeepAlive = false },
        settings with { DelayedAck = TcpSettings.Default.DelayedAck },
        settings with { ReceiveBuffer = Plain },
        settings with { SendBuffer = Plain },
        settings with { MaximumSegmentSize = 0 },
        settings with { InitialWindow = 10 },
        settings with { Congestion = TcpSettings.Default.Congestion },
        settings with { UserTimeout = TcpSettings.Default.UserTimeout },
    ];

    private static bool IsSame(HistoryStep left, HistoryStep right) => left.ToString() == right.ToString();
}
