using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Pipes;

/// <summary>Somebody's medians.</summary>
internal sealed record PipesFigures
{
    public required string Name { get; init; }

    /// <summary>The packages to install, for a peer that is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    /// <summary>How many waited beside.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Idle { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MegabytesPerSecond { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuSecondsPerGigabyte { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? CpuSecondsPerGigabyteOfRounds { get; init; }

    public static PipesFigures Of(string name, IReadOnlyList<PipesSample> samples) => new()
    {
        Name = name,
        Idle = samples[0].Idle,
        MegabytesPerSecond = Math.Round(Median.Of(samples.Select(sample => sample.MegabytesPerSecond)), 1),
        CpuSecondsPerGigabyte = Math.Round(Median.Of(samples.Select(sample => sample.CpuSecondsPerGigabyte)), 4),
        CpuSecondsPerGigabyteOfRounds = [.. samples.Select(sample => Math.Round(sample.CpuSecondsPerGigabyte, 4))],
    };

    public static PipesFigures NotInstalled(string name, string package) => new() { Name = name, Missing = package };
}
