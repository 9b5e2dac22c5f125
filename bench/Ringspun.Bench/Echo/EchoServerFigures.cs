using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>One server's medians.</summary>
internal sealed record EchoServerFigures
{
    public required string Name { get; init; }

    /// <summary>Ours: the driver.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    /// <summary>The package to install, for a peer that is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RoundTripsPerSecond { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuMicrosecondsPerRoundTrip { get; init; }

    /// <summary>Ours: the CPU time as a part of the peer's that does the same in C.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuRatio { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? CpuMicrosecondsPerRoundTripOfRounds { get; init; }

    public static EchoServerFigures From(EchoServerKind kind, List<EchoSample> samples) => new()
    {
        Name = kind.Name,
        Driver = kind.Driver,
        Missing = kind.Package,
        RoundTripsPerSecond = samples.Count == 0 ? null : Math.Round(Median.Of(samples.Select(sample => sample.RoundTripsPerSecond)), 1),
        CpuMicrosecondsPerRoundTrip = samples.Count == 0 ? null : Math.Round(Median.Of(samples.Select(sample => sample.CpuMicroseconds)), 3),
        CpuMicrosecondsPerRoundTripOfRounds = samples.Count == 0 ? null : [.. samples.Select(sample => Math.Round(sample.CpuMicroseconds, 3))],
    };
}
