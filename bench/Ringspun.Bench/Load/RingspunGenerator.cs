using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary><c>ringspun load</c> with one loop, on one of its drivers.</summary>
internal sealed class RingspunGenerator(string root, string driver, int? core) : Generator($"ringspun ({driver})", core)
{
    private const int WarmUpSeconds = 1;

    // At a rate, the first answers set the percentiles; the generator's own code is compiled for a second or two.
    private const int OpenWarmUpSeconds = 3;
    private readonly int? _core = core;

    public string Driver { get; } = driver;

    public override string? Version => null;

    public override GeneratorRun Run(string url, int connections, int seconds)
    {
        string[] options = Options(url, connections, LeadSeconds - WarmUpSeconds + seconds + 1, WarmUpSeconds);
        GeneratorOutput output = Start(seconds, Path.Combine(root, "ringspun"), options);
        using JsonDocument result = Parse(output);
        double rate = result.RootElement.GetProperty("requestsPerSecond").GetDouble();
        double mean = result.RootElement.GetProperty("serviceTimeUs").GetProperty("mean").GetDouble();
        return new GeneratorRun(rate, mean, output.CpuShare * 1e6 / rate);
    }

    /// <summary>Asks at a rate of its own, and may do something to the server when the load is steady.</summary>
    public OpenLoopRun RunOpen(string url, int connections, int seconds, double rate, Action? meanwhile = null)
    {
        string[] options = [.. Options(url, connections, seconds, OpenWarmUpSeconds), "--rate", rate.ToString("F0", CultureInfo.InvariantCulture)];
        using Process process = Process.Start(Redirected(Programs.OnCore(_core, Path.Combine(root, "ringspun"), options)))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> messages = process.StandardError.ReadToEndAsync();
        if (meanwhile is not null && !process.WaitForExit(TimeSpan.FromSeconds(OpenWarmUpSeconds + LeadSeconds)))
        {
            meanwhile();
        }

        process.WaitForExit();
        using JsonDocument result = Parse(new GeneratorOutput(output.Result, messages.Result, 0));
        JsonElement rates = result.RootElement.GetProperty("rate");
        JsonElement latency = result.RootElement.GetProperty("latencyUs");
        return new OpenLoopRun(
            rates.GetProperty("target").GetDouble(),
            rates.GetProperty("achieved").GetDouble(),
            rates.GetProperty("scheduleLagUsP99").GetDouble(),
            latency.GetProperty("p50").GetDouble(),
            latency.GetProperty("p99").GetDouble(),
            latency.GetProperty("p99_9").GetDouble(),
            latency.GetProperty("max").GetDouble());
    }

    private string[] Options(string url, int connections, int seconds, int warmUpSeconds) =>
    [
        "load", url, "-c", Text(connections), "--workers", "1", "--driver", Driver, "--duration", $"{seconds}s", "--warmup", $"{warmUpSeconds}s",
        "--quiet", "--json", "-",
    ];

    private JsonDocument Parse(GeneratorOutput output)
    {
        JsonDocument result;
        try
        {
            result = JsonDocument.Parse(output.Text);
        }
        catch (JsonException)
        {
            throw new BenchFailure($"{Name}: not understood: {output.Text}{output.Messages}");
        }

        long errors = result.RootElement.GetProperty("errors").EnumerateObject().Sum(static kind => kind.Value.GetInt64());
        bool isWhole = result.RootElement.GetProperty("status").EnumerateObject().All(static status => status.Name == "200");
        return errors == 0 && isWhole ? result : throw new BenchFailure($"{Name}: requests failed: {output.Text}{output.Messages}");
    }
}
