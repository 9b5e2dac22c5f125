using System.Text.RegularExpressions;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>h2load with one thread, over HTTP/1.1.</summary>
internal sealed partial class H2loadGenerator(string program, int? core) : Generator(PeerName, core)
{
    public const string PeerName = "h2load";
    public const string Package = "nghttp2-client";

    public override string? Version => Programs.Run(program, "--version").Trim().Split('/')[^1];

    public override GeneratorRun Run(string url, int connections, int seconds)
    {
        GeneratorOutput output = Start(
            seconds, program, "--h1", "-t", "1", "-c", Text(connections), "-D", Text(seconds + LeadSeconds), "--warm-up-time", "1", url);
        Match rate = Rate().Match(output.Text);
        Match mean = Mean().Match(output.Text);
        if (!rate.Success || !mean.Success || !Whole().IsMatch(output.Text))
        {
            throw new BenchFailure($"h2load: failed requests, or not understood: {output.Text}");
        }

        double perSecond = Number(rate.Groups[1].Value);
        return new GeneratorRun(
            perSecond, Number(mean.Groups[1].Value) * WrkGenerator.Microseconds(mean.Groups[2].Value), output.CpuShare * 1e6 / perSecond);
    }

    [GeneratedRegex(@"finished in [^,]*, ([\d.]+) req/s")]
    private static partial Regex Rate();

    // The third figure is the mean, after the least and the greatest.
    [GeneratedRegex(@"time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Mean();

    [GeneratedRegex(@"requests:.* 0 failed, 0 errored, 0 timeout")]
    private static partial Regex Whole();
}
