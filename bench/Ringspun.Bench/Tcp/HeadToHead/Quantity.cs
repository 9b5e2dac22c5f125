namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>Something that is measured of every contender.</summary>
/// <param name="Name">What.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="CpuUnit">The unit of the CPU time that is told with it; empty: none is.</param>
/// <param name="BarKind">How the bar is meant.</param>
/// <param name="Bar">What is to be reached.</param>
internal sealed record Quantity(string Name, string Unit, string CpuUnit, BarKind BarKind = BarKind.None, double Bar = 0)
{
    private const string BulkUnit = "Gb/s";
    private const string BulkCpu = "s/GB";

    public static Quantity ReceiveOne { get; } = new("bulk in, 1 connection", BulkUnit, BulkCpu, BarKind.RatioAtLeast, 1);

    public static Quantity ReceiveMany { get; } = new("bulk in, 8 connections", BulkUnit, BulkCpu, BarKind.RatioAtLeast, 1);

    public static Quantity SendOne { get; } = new("bulk out, 1 connection", BulkUnit, BulkCpu, BarKind.RatioAtLeast, 1);

    public static Quantity SendMany { get; } = new("bulk out, 8 connections", BulkUnit, BulkCpu, BarKind.RatioAtLeast, 1);

    public static Quantity Connections { get; } = new("connections", "1/s", "µs each", BarKind.RatioAtLeast, 0.7);

    public static Quantity Requests { get; } = new("HTTP, 4 KiB", "requests/s", "µs each", BarKind.RatioAtLeast, 0.7);

    public static Quantity LatencyMedian { get; } = new("latency, p50", "µs", "");

    public static Quantity LatencyTail { get; } = new("latency, p99", "µs", "", BarKind.RatioAtMost, 1.3);

    public static Quantity IdleMemory { get; } = new("idle connection", "bytes", "", BarKind.ValueAtMost, 1536);

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Quantity> All { get; } =
        [ReceiveOne, ReceiveMany, SendOne, SendMany, Requests, Connections, LatencyMedian, LatencyTail, IdleMemory];

    /// <summary>The bar in words; null without one.</summary>
    public string? BarText => BarKind switch
    {
        BarKind.RatioAtLeast => FormattableString.Invariant($">= {Bar:F1}"),
        BarKind.RatioAtMost => FormattableString.Invariant($"<= {Bar:F1}"),
        BarKind.ValueAtMost => FormattableString.Invariant($"<= {Bar:N0} {Unit}"),
        _ => null,
    };

    /// <summary>Whether the bar is reached; null where that cannot be said.</summary>
    public bool? IsReached(double value, double? ratio) => BarKind switch
    {
        BarKind.RatioAtLeast => ratio is null ? null : ratio >= Bar,
        BarKind.RatioAtMost => ratio is null ? null : ratio <= Bar,
        BarKind.ValueAtMost => value <= Bar,
        _ => null,
    };
}
