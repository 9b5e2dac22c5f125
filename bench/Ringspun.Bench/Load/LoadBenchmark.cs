using System.Runtime.InteropServices;
using Ringspun.Bench.Http;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Load;

/// <summary>
/// Loads one nginx by every generator in turn, the server on one core and the generator on another. Rounds are interleaved, so that what
/// else the machine does meets all alike.
/// </summary>
internal sealed class LoadBenchmark(LoadBenchSettings settings)
{
    private const int FreezeSeconds = 5;
    private const int FreezeConnections = 64;

    private readonly Cores _cores = Cores.Pick();
    private readonly string _nginx = Programs.Need("nginx", NginxServer.Package);
    private readonly string? _wrk = settings.WithPeers ? Programs.Find("wrk") : null;
    private readonly string? _h2load = settings.WithPeers ? Programs.Find("h2load") : null;

    public LoadReport Run()
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ringspun-bench-");
        NginxServer? server = null;
        Lock gate = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => End());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End());
        try
        {
            string site = BenchSite.Create(scratch, settings.FileSize);
            // The way of serving that leaves nginx the most to spare: the generators are to be the bottleneck.
            server = new NginxServer(_nginx, site, scratch.FullName, sendfile: false, _cores.Server);
            return Measure(server);
        }
        finally
        {
            End();
        }

        void End()
        {
            lock (gate)
            {
                server?.Dispose();
                server = null;
                if (Directory.Exists(scratch.FullName))
                {
                    scratch.Delete(recursive: true);
                }
            }
        }
    }

    private LoadReport Measure(NginxServer server)
    {
        string url = $"{server.Url}/{BenchSite.FileName}";
        RingspunGenerator[] own = [.. settings.Drivers.Select(driver => new RingspunGenerator(BenchRoot.Path, driver, _cores.Load))];
        List<Generator> peers = [];
        if (_wrk is not null)
        {
            peers.Add(new WrkGenerator(_wrk, _cores.Load));
        }

        if (_h2load is not null)
        {
            peers.Add(new H2loadGenerator(_h2load, _cores.Load));
        }

        Generator[] all = [.. own, .. peers];
        Dictionary<Generator, List<GeneratorRun>> closed = all.ToDictionary(generator => generator, _ => new List<GeneratorRun>());
        Dictionary<Generator, List<OpenLoopRun>> open = own.ToDictionary(Generator (generator) => generator, _ => new List<OpenLoopRun>());
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                MeasureClosed(all[(round + i) % all.Length], url, round, closed);
                server.CheckAlive();
            }

            foreach (RingspunGenerator generator in own)
            {
                double rate = Median.Of(closed[generator].Select(run => run.RequestsPerSecond)) / 2;
                OpenLoopRun run = generator.RunOpen(url, settings.Connections, settings.Seconds, rate);
                open[generator].Add(run);
                Tell(round, generator, $"{run.Achieved,10:F0} of {run.Target:F0} requests/s, lag p99 {run.LagMicrosecondsP99:F0} µs");
            }
        }

        LoadDriverFigures[] drivers = [.. own.Select(generator => LoadDriverFigures.Of(
            generator.Driver, LoadFigures.Of(generator, closed[generator]), open[generator], Freeze(generator, server, url, closed[generator])))];
        List<LoadFigures> others = peers.ConvertAll(peer => LoadFigures.Of(peer, closed[peer]));
        if (settings.WithPeers && _wrk is null)
        {
            others.Add(LoadFigures.OfMissing(WrkGenerator.PeerName, WrkRun.Package));
        }

        if (settings.WithPeers && _h2load is null)
        {
            others.Add(LoadFigures.OfMissing(H2loadGenerator.PeerName, H2loadGenerator.Package));
        }

        return LoadReport.From(settings, _cores, drivers, others, Programs.Run(_nginx, "-v").Trim().Split('/')[^1]);
    }

    private void MeasureClosed(Generator generator, string url, int round, Dictionary<Generator, List<GeneratorRun>> runs)
    {
        GeneratorRun run = generator.Run(url, settings.Connections, settings.Seconds);
        runs[generator].Add(run);
        Tell(round, generator, $"{run.RequestsPerSecond,10:F0} requests/s {run.CpuMicrosecondsPerRequest,9:F2} µs of CPU a request");
    }

    /// <summary>A server that stands still for a second, at a quarter of what it can do.</summary>
    private static FreezeFigures Freeze(RingspunGenerator generator, NginxServer server, string url, List<GeneratorRun> closed)
    {
        double rate = Median.Of(closed.Select(run => run.RequestsPerSecond)) / 4;
        ServerFreeze freeze = new(server.ProcessId);
        OpenLoopRun run = generator.RunOpen(url, FreezeConnections, FreezeSeconds, rate, freeze.Run);
        FreezeFigures figures = new(
            Math.Round(freeze.Lasted.TotalMilliseconds, 1),
            Math.Round(run.LatencyMicrosecondsP999 / 1000, 1),
            Math.Round(run.LatencyMicrosecondsMax / 1000, 1));
        Console.Error.WriteLine(
            $"{generator.Name}: the server stood still for {figures.FrozenMilliseconds} ms: p99.9 {figures.P999Milliseconds} ms, max {figures.MaxMilliseconds} ms");
        return figures;
    }

    private void Tell(int round, Generator generator, string what) =>
        Console.Error.WriteLine($"round {round + 1} of {settings.Rounds}: {generator.Name,-22} {what}");
}
