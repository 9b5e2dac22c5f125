using System.Globalization;
using Ringspun.Bench.Http;
using Ringspun.Bench.Load;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>What is measured of <c>ringspun serve</c> on each contender's network: requests as fast as they are answered, and latency at a rate.</summary>
internal sealed class ServerRounds(EndProcesses processes, SampleBook book, HeadToHeadSettings settings, Cores cores)
{
    private const int WarmUpSeconds = 3;
    private const string LoadDriver = "epoll";

    private readonly string _wrk = Programs.Need("wrk", WrkRun.Package);

    /// <summary>The rate at which latency was measured; null when it was not.</summary>
    public double? LatencyRate { get; private set; }

    public void Measure(IReadOnlyList<Contender> contenders, string site)
    {
        StackServer[] servers = [.. contenders.Select(contender => processes.StartServer(contender, site))];
        Dictionary<Contender, double> warm = [];
        foreach (StackServer server in servers)
        {
            Console.Error.WriteLine($"warming up {server.Name} for {WarmUpSeconds} s");
            warm[server.Contender] = Load(server, WarmUpSeconds).RequestsPerSecond;
        }

        bool hasRequests = settings.Parts.HasFlag(HeadToHeadParts.Http);
        if (hasRequests)
        {
            ForEachRound(servers, MeasureRequests);
        }

        if (settings.Parts.HasFlag(HeadToHeadParts.Latency))
        {
            IEnumerable<double> capacities = hasRequests ? book.Values(Quantity.Requests).Select(Median.Of) : warm.Values;
            LatencyRate = Math.Floor(capacities.Min() / 2);
            ForEachRound(servers, MeasureLatency);
        }

        processes.EndAll();
    }

    private void ForEachRound(StackServer[] servers, Action<int, StackServer> measure)
    {
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < servers.Length; i++)
            {
                measure(round, servers[(round + i) % servers.Length]);
            }
        }
    }

    private void MeasureRequests(int round, StackServer server)
    {
        (double serverBefore, double childrenBefore, double softBefore) = (CpuTime.OfThreads(server.ProcessId), ChildrenTime.Now(), SoftIrqTime.Now());
        WrkRun run = Load(server, settings.Seconds);
        double millions = run.Requests / 1e6;
        book.Add(round, Quantity.Requests, server.Contender, new EndSample(
            run.RequestsPerSecond,
            (CpuTime.OfThreads(server.ProcessId) - serverBefore) / millions,
            (ChildrenTime.Now() - childrenBefore) / millions,
            (SoftIrqTime.Now() - softBefore) / millions));
    }

    private void MeasureLatency(int round, StackServer server)
    {
        RingspunGenerator generator = new(BenchRoot.Path, LoadDriver, cores.Load);
        OpenLoopRun run = generator.RunOpen(Url(server), settings.Connections, settings.Seconds, LatencyRate!.Value);
        server.CheckAlive();
        if (run.Achieved < run.Target * 0.98)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server.Name}: {run.Achieved:F0} of {run.Target:F0} requests/s were made"));
        }

        book.Add(round, Quantity.LatencyMedian, server.Contender, new EndSample(run.LatencyMicrosecondsP50));
        book.Add(round, Quantity.LatencyTail, server.Contender, new EndSample(run.LatencyMicrosecondsP99));
    }

    private WrkRun Load(StackServer server, int seconds)
    {
        WrkRun run = WrkRun.Of(_wrk, Url(server), settings.Connections, seconds, cores.Load);
        server.CheckAlive();
        return run.Requests > 0 ? run : throw new BenchFailure($"{server.Name} has answered nothing");
    }

    private static string Url(StackServer server) => $"{server.Url}/{BenchSite.FileName}";
}
