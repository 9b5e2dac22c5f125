using System.Diagnostics;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Http;

/// <summary><c>ringspun serve</c> with one worker, on one of its drivers.</summary>
internal sealed class RingspunServer : ServerProcess
{
    private const string Ready = "listening on ";

    public RingspunServer(string root, string site, string driver, int? core, params IEnumerable<string> options)
        : base($"ringspun ({driver})")
    {
        Driver = driver;
        ProcessStartInfo start = Programs.OnCore(
            core,
            Path.Combine(root, "ringspun"),
            ["serve", site, "--listen", "127.0.0.1:0", "--workers", "1", "--driver", driver, "--log-level", "warning", .. options]);
        start.RedirectStandardOutput = true;
        Start(start);
        string? line = Process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith(Ready, StringComparison.Ordinal))
        {
            Dispose();
            throw new BenchFailure($"{Name} did not start to listen; its first line was: {line ?? "(none)"}");
        }

        Url = line[Ready.Length..];
    }

    public string Driver { get; }

    public override string Url { get; }
}
