using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Idle;

/// <summary>The result of <c>bench/run idle</c>.</summary>
internal sealed record IdleReport() : BenchReport("idle")
{
    public required IReadOnlyList<IdleFigures> Drivers { get; init; }

    public required int Seconds { get; init; }

    public required int Rounds { get; init; }
}
