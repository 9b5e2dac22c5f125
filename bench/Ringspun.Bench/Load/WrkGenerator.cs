using System.Text.RegularExpressions;
using Ringspun.Bench.Http;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>wrk with one thread.</summary>
internal sealed partial class WrkGenerator(string program, int? core) : Generator(PeerName, core)
{
    public const string PeerName = "wrk";

    // It prints its version above its usage.
    public override string? Version => VersionLine().Match(Programs.Run(program, "-v")) is { Success: true } found ? found.Groups[1].Value : null;

    public override GeneratorRun Run(string url, int connections, int seconds)
    {
        GeneratorOutput output = Start(
            seconds, program, "-t", "1", "-c", Text(connections), "-d", $"{LeadSeconds + seconds + 1}s", url);
        double rate = WrkRun.Parse(output.Text).RequestsPerSecond;
        Match mean = Mean().Match(output.Text);
        return mean.Success
            ? new GeneratorRun(rate, Number(mean.Groups[1].Value) * Microseconds(mean.Groups[2].Value), output.CpuShare * 1e6 / rate)
            : throw new BenchFailure($"wrk: not understood: {output.Text}");
    }

    /// <summary>What a unit of time as wrk and h2load write it has in microseconds.</summary>
    internal static double Microseconds(string unit) => unit switch { "us" => 1, "ms" => 1e3, "s" => 1e6, _ => throw new BenchFailure($"unknown unit of time '{unit}'") };

    [GeneratedRegex(@"Latency\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Mean();

    [GeneratedRegex(@"^wrk (\S+)")]
    private static partial Regex VersionLine();
}
