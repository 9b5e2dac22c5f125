using System.Globalization;
using Ringspun.Bench.Http;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Idle;

/// <summary>
/// One server after the other: warm it up, measure its memory, system calls and speed alone; then open the idle connections, and
/// measure the same again beside them.
/// </summary>
internal sealed class IdleBenchmark(IdleSettings settings)
{
    private const int WarmUpSeconds = 4;
    private const int LoadConnections = 64;
    private const int FileSize = 4096;

    // Descriptors that the server needs for other things: libraries, rings, the load's connections.
    private const int Spare = 500;

    private readonly Cores _cores = Cores.Pick();
    private readonly string _wrk = Programs.Need("wrk", WrkRun.Package);

    public IdleReport Run()
    {
        DirectoryInfo site = Directory.CreateTempSubdirectory("ringspun-bench-");
        try
        {
            File.WriteAllBytes(Path.Combine(site.FullName, "file.bin"), new byte[FileSize]);
            return new IdleReport
            {
                Drivers = [.. settings.Drivers.Select(driver => Measure(site.FullName, driver))],
                Seconds = settings.Seconds,
                Rounds = settings.Rounds,
            };
        }
        finally
        {
            site.Delete(recursive: true);
        }
    }

    private IdleFigures Measure(string site, string driver)
    {
        using RingspunServer server = new(BenchRoot.Path, site, driver, _cores.Server, "--idle-timeout", "1h");
        string url = server.Url + "/file.bin";
        Say(driver, $"warming up for {WarmUpSeconds} s");
        _ = WrkRun.Of(_wrk, url, LoadConnections, WarmUpSeconds, _cores.Load);
        (double aloneRate, double aloneCpu) = Speed(server, url);
        Settle();
        int? callsWithout = SystemCalls.Count(server.ProcessId, settings.Seconds);
        long before = ResidentBytes(server.ProcessId);
        int connections = Math.Min(settings.Connections, DescriptorLimit(server.ProcessId) - Spare);
        Say(driver, $"opening {connections} connections");
        using Holders holders = new(url, connections);
        Settle();
        long grown = ResidentBytes(server.ProcessId) - before;
        int? callsWith = SystemCalls.Count(server.ProcessId, settings.Seconds);
        double cpu = server.CpuSeconds;
        Thread.Sleep(TimeSpan.FromSeconds(settings.Seconds));
        cpu = server.CpuSeconds - cpu;
        (double besideRate, double besideCpu) = Speed(server, url);
        server.CheckAlive();
        return new IdleFigures
        {
            Driver = driver,
            Connections = connections,
            BytesPerConnection = Math.Round((double)grown / connections, 1),
            SystemCallsWithoutConnections = callsWithout,
            SystemCallsWithConnections = callsWith,
            IdleCpuSeconds = Math.Round(cpu, 2),
            RequestsPerSecondAlone = Math.Round(aloneRate, 1),
            RequestsPerSecondBesideIdle = Math.Round(besideRate, 1),
            CpuMicrosecondsPerRequestAlone = Math.Round(aloneCpu, 3),
            CpuMicrosecondsPerRequestBesideIdle = Math.Round(besideCpu, 3),
        };
    }

    private (double Rate, double CpuMicroseconds) Speed(RingspunServer server, string url)
    {
        List<HttpSample> samples = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            double before = server.CpuSeconds;
            WrkRun run = WrkRun.Of(_wrk, url, LoadConnections, settings.Seconds, _cores.Load);
            samples.Add(new HttpSample(run.RequestsPerSecond, (server.CpuSeconds - before) * 1e6 / run.Requests));
        }

        return (Median.Of(samples.Select(sample => sample.RequestsPerSecond)), Median.Of(samples.Select(sample => sample.CpuMicrosecondsPerRequest)));
    }

    /// <summary>What the load has left behind ends.</summary>
    private static void Settle() => Thread.Sleep(TimeSpan.FromSeconds(3));

    private static long ResidentBytes(int process)
    {
        const string Field = "VmRSS:";
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }

    private static int DescriptorLimit(int process)
    {
        string line = File.ReadLines($"/proc/{process}/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue;
    }

    private static void Say(string driver, string what) => Console.Error.WriteLine($"ringspun ({driver}): {what}");
}
