using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>One generator's medians in the closed loop.</summary>
internal sealed record LoadFigures
{
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The package to install, for a peer that is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RequestsPerSecond { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanMicroseconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuMicrosecondsPerRequest { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? RequestsPerSecondOfRounds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? CpuMicrosecondsPerRequestOfRounds { get; init; }

    public static LoadFigures Of(Generator generator, List<GeneratorRun> runs) => new()
    {
        Name = generator.Name,
        Version = generator.Version,
        RequestsPerSecond = Math.Round(Median.Of(runs.Select(run => run.RequestsPerSecond))),
        MeanMicroseconds = Math.Round(Median.Of(runs.Select(run => run.MeanMicroseconds)), 1),
        CpuMicrosecondsPerRequest = Math.Round(Median.Of(runs.Select(run => run.CpuMicrosecondsPerRequest)), 3),
        RequestsPerSecondOfRounds = [.. runs.Select(run => Math.Round(run.RequestsPerSecond))],
        CpuMicrosecondsPerRequestOfRounds = [.. runs.Select(run => Math.Round(run.CpuMicrosecondsPerRequest, 3))],
    };

    public static LoadFigures OfMissing(string name, string package) => new() { Name = name, Missing = package };
}
