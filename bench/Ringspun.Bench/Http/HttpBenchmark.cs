using System.Runtime.InteropServices;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Http;

/// <summary>
/// Serves one file by every server in turn, the server on one core and the load on another. Rounds are interleaved, so that what else
/// the machine does meets all alike.
/// </summary>
internal sealed class HttpBenchmark(HttpSettings settings)
{
    private const int WarmUpSeconds = 4;

    private readonly Cores _cores = Cores.Pick();
    private readonly string _wrk = Programs.Need("wrk", WrkRun.Package);
    private readonly List<ServerProcess> _servers = [];

    public HttpReport Run()
    {
        string? nginx = settings.WithPeers ? Programs.Find("nginx") : null;
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ringspun-bench-");
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => End(scratch));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End(scratch));
        try
        {
            string site = BenchSite.Create(scratch, settings.FileSize);
            StartServers(nginx, site, scratch.FullName);
            Dictionary<ServerProcess, List<HttpSample>> samples = Measure();
            return HttpReport.From(settings, _cores, samples, settings.WithPeers && nginx is null, nginx);
        }
        finally
        {
            End(scratch);
        }
    }

    private void StartServers(string? nginx, string site, string scratch)
    {
        foreach (string driver in settings.Drivers)
        {
            Add(() => new RingspunServer(BenchRoot.Path, site, driver, _cores.Server));
        }

        if (nginx is not null)
        {
            Add(() => new NginxServer(nginx, site, scratch, sendfile: true, _cores.Server));
            Add(() => new NginxServer(nginx, site, scratch, sendfile: false, _cores.Server));
        }
    }

    private void Add(Func<ServerProcess> start)
    {
        ServerProcess server = start();
        lock (_servers)
        {
            _servers.Add(server);
        }
    }

    private Dictionary<ServerProcess, List<HttpSample>> Measure()
    {
        foreach (ServerProcess server in _servers)
        {
            Console.Error.WriteLine($"warming up {server.Name} for {WarmUpSeconds} s");
            Load(server, WarmUpSeconds);
        }

        Dictionary<ServerProcess, List<HttpSample>> samples = _servers.ToDictionary(server => server, _ => new List<HttpSample>());
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < _servers.Count; i++)
            {
                ServerProcess server = _servers[(round + i) % _servers.Count];
                double before = server.CpuSeconds;
                WrkRun run = Load(server, settings.Seconds);
                HttpSample sample = new(run.RequestsPerSecond, (server.CpuSeconds - before) * 1e6 / run.Requests);
                samples[server].Add(sample);
                Console.Error.WriteLine(
                    $"round {round + 1} of {settings.Rounds}: {server.Name,-22} {sample.RequestsPerSecond,10:F0} requests/s {sample.CpuMicrosecondsPerRequest,9:F2} µs of CPU a request");
            }
        }

        return samples;
    }

    private WrkRun Load(ServerProcess server, int seconds)
    {
        WrkRun run = WrkRun.Of(_wrk, $"{server.Url}/{BenchSite.FileName}", settings.Connections, seconds, _cores.Load);
        server.CheckAlive();
        return run.Requests > 0 ? run : throw new BenchFailure($"{server.Name} has answered nothing");
    }

    private void End(DirectoryInfo scratch)
    {
        lock (_servers)
        {
            _servers.ForEach(server => server.Dispose());
            _servers.Clear();
            if (Directory.Exists(scratch.FullName))
            {
                scratch.Delete(recursive: true);
            }
        }
    }
}
