using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Disk;

/// <summary>Somebody's medians.</summary>
internal sealed record DiskFigures
{
    public required string Name { get; init; }

    /// <summary>The package to install, for a peer that is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    /// <summary>What a peer that is there has said instead of measuring.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failed { get; init; }

    /// <summary>A peer's threads or jobs, where there are several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Threads { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Iops { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DiskLatency? LatencyUs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuMicrosecondsPerRead { get; init; }

    /// <summary>Reads a second, as a part of fio's with the same engine: io_uring's with io_uring, epoll's with libaio.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? IopsAgainstFio { get; init; }

    /// <summary>Reads in a CPU second, by those of RandomAccess.ReadAsync.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ReadsPerCpuSecondAgainstRandomAccess { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? IopsOfRounds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? CpuMicrosecondsPerReadOfRounds { get; init; }

    public static DiskFigures Of(string name, IReadOnlyList<DiskSample> samples) => new()
    {
        Name = name,
        Iops = Math.Round(Median.Of(samples.Select(sample => sample.Iops)), 1),
        LatencyUs = new DiskLatency(
            Math.Round(Median.Of(samples.Select(sample => sample.MedianMicroseconds)), 1),
            Math.Round(Median.Of(samples.Select(sample => sample.WorstMicroseconds)), 1)),
        CpuMicrosecondsPerRead = Math.Round(Median.Of(samples.Select(sample => sample.CpuMicrosecondsPerRead)), 3),
        IopsOfRounds = [.. samples.Select(sample => Math.Round(sample.Iops, 1))],
        CpuMicrosecondsPerReadOfRounds = [.. samples.Select(sample => Math.Round(sample.CpuMicrosecondsPerRead, 3))],
    };
}
