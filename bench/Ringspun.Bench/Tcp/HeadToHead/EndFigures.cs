using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The medians of one quantity of one contender.</summary>
internal sealed record EndFigures
{
    public required string Quantity { get; init; }

    /// <summary>Whose TCP, over what: kernel, tun or packet.</summary>
    public required string Network { get; init; }

    public required string Driver { get; init; }

    public required double Value { get; init; }

    public required string Unit { get; init; }

    /// <summary>The value by that of the kernel's TCP on the same driver.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ratio { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bar { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsBarReached { get; init; }

    /// <summary>CPU time of the end under test; null where none is told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EndCpu { get; init; }

    /// <summary>CPU time of the kernel's end, or of the load generator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeerCpu { get; init; }

    /// <summary>CPU time of the whole machine's soft interrupts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SoftIrq { get; init; }

    /// <summary>What of the CPU times is told: seconds for a gigabyte, microseconds for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CpuUnit { get; init; }

    public required IReadOnlyList<double> Rounds { get; init; }

    /// <summary>Both ends' CPU time by that of the kernel's TCP on the same driver.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuRatio { get; init; }

    /// <summary>The medians of a contender's rounds, beside those of the kernel's TCP.</summary>
    /// <param name="quantity">What was measured.</param>
    /// <param name="contender">Of whom.</param>
    /// <param name="samples">The rounds.</param>
    /// <param name="kernel">The rounds of the kernel's TCP on the same driver; null where there are none, or it is the contender.</param>
    public static EndFigures Of(Quantity quantity, Contender contender, IReadOnlyList<EndSample> samples, IReadOnlyList<EndSample>? kernel)
    {
        bool hasCpu = quantity.CpuUnit.Length > 0;
        double value = Median.Of(samples.Select(sample => sample.Value));
        double? ratio = kernel is null ? null : value / Median.Of(kernel.Select(sample => sample.Value));
        bool isOurs = contender.Network != EndNetwork.Kernel;
        return new EndFigures
        {
            Quantity = quantity.Name,
            Network = contender.Network.ToString().ToLowerInvariant(),
            Driver = contender.Driver,
            Value = Rounded(value),
            Unit = quantity.Unit,
            Ratio = ratio is { } known ? Math.Round(known, 3) : null,
            Bar = isOurs ? quantity.BarText : null,
            IsBarReached = isOurs ? quantity.IsReached(value, ratio) : null,
            EndCpu = hasCpu ? Math.Round(Median.Of(samples.Select(sample => sample.EndCpu)), 4) : null,
            PeerCpu = hasCpu ? Math.Round(Median.Of(samples.Select(sample => sample.PeerCpu)), 4) : null,
            SoftIrq = hasCpu ? Math.Round(Median.Of(samples.Select(sample => sample.SoftIrq)), 4) : null,
            CpuUnit = hasCpu ? quantity.CpuUnit : null,
            CpuRatio = hasCpu && kernel is not null ? Math.Round(BothEnds(samples) / BothEnds(kernel), 3) : null,
            Rounds = [.. samples.Select(sample => Rounded(sample.Value))],
        };
    }

    private static double BothEnds(IEnumerable<EndSample> samples) => Median.Of(samples.Select(sample => sample.EndCpu + sample.PeerCpu));

    private static double Rounded(double value) => Math.Round(value, value < 100 ? 3 : 1);
}
