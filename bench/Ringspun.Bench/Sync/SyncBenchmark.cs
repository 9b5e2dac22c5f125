using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Sync;

/// <summary>Measures everything in interleaved rounds, so that what else the machine does meets all alike.</summary>
internal static class SyncBenchmark
{
    private const string PerPair = "ns of CPU a pair";
    private const string PerCpu = "million items/s of CPU";
    private const string PerSecond = "million items/s";
    private const string Latency = "µs";

    private static readonly SyncMeasure[] Measures =
    [
        new("mutex, free: enter and release", PerPair, "SemaphoreSlim(1, 1)", MutexRuns.Free, MutexRuns.FreePeer),
        new("mutex, 8 fibers take turns", PerPair, "SemaphoreSlim(1, 1), 8 tasks", MutexRuns.Contended, MutexRuns.ContendedPeer),
        new("channel of 1024, one loop", PerCpu, "Channel.CreateBounded(1024)", () => ChannelRuns.OneLoop(1024), () => ChannelRuns.Peer(1024, true)),
        new("channel, unbounded, one loop", PerCpu, "Channel.CreateUnbounded", () => ChannelRuns.OneLoop(int.MaxValue), () => ChannelRuns.Peer(0, true)),
        new("channel, rendezvous, one loop", PerCpu, "Channel.CreateBounded(1)", () => ChannelRuns.OneLoop(0), () => ChannelRuns.Peer(1, true)),
        new("channel of 1024, two loops", PerSecond, "Channel.CreateBounded(1024)", () => ChannelRuns.TwoLoops(1024), () => ChannelRuns.Peer(1024, false)),
        new("post to a sleeping loop: median", Latency, "thread pool", () => PostRuns.Latency(0.5), () => PostRuns.PeerLatency(0.5)),
        new("post to a sleeping loop: p99", Latency, "thread pool", () => PostRuns.Latency(0.99), () => PostRuns.PeerLatency(0.99)),
    ];

    public static SyncReport Run(int rounds)
    {
        List<double>[] own = [.. Measures.Select(_ => new List<double>())];
        List<double>[] peer = [.. Measures.Select(_ => new List<double>())];
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < Measures.Length; i++)
            {
                double ownFigure = Measures[i].Own();
                double peerFigure = Measures[i].Peer();
                if (round == 0)
                {
                    continue; // the JIT's round
                }

                own[i].Add(ownFigure);
                peer[i].Add(peerFigure);
                Console.Error.WriteLine(
                    $"round {round} of {rounds}: {Measures[i].Name,-34}{ownFigure,10:F2}{peerFigure,10:F2} {Measures[i].Unit}");
            }
        }

        (int posts, int wakes) = PostRuns.CountWakes();
        return SyncReport.From(
            rounds,
            [.. Measures.Select((measure, i) => new SyncFigures
            {
                Name = measure.Name,
                Unit = measure.Unit,
                Ringspun = Median.Of(own[i]),
                PeerName = measure.PeerName,
                Peer = Median.Of(peer[i]),
                Ratio = Math.Round(Median.Of(own[i]) / Median.Of(peer[i]), 3),
            })],
            posts,
            wakes);
    }
}
