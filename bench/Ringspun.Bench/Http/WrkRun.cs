using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Http;

/// <summary>One run of the load generator, as its output tells it.</summary>
/// <param name="Requests">Answers that were received completely.</param>
/// <param name="RequestsPerSecond">Their rate.</param>
internal sealed partial record WrkRun(long Requests, double RequestsPerSecond)
{
    public const string Package = "wrk";

    public static WrkRun Of(string program, string url, int connections, double seconds, int? core)
    {
        string duration = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture) + "s";
        ProcessStartInfo start = Programs.OnCore(
            core, program, "-t", "1", "-c", connections.ToString(CultureInfo.InvariantCulture), "-d", duration, url);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Parse(output);
    }

    internal static WrkRun Parse(string output)
    {
        Match total = Total().Match(output);
        Match rate = Rate().Match(output);
        Match trouble = Trouble().Match(output);
        if (!total.Success || !rate.Success || trouble.Success)
        {
            throw new BenchFailure($"wrk: {(trouble.Success ? trouble.Value.Trim() : "not understood: " + output)}");
        }

        return new WrkRun(
            long.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s*([\d.]+)")]
    private static partial Regex Rate();

    // Errors of any kind spoil the comparison: the requests that failed were cheap.
    [GeneratedRegex(@"^\s*(Socket errors:.*|Non-2xx or 3xx responses:.*)$", RegexOptions.Multiline)]
    private static partial Regex Trouble();
}
