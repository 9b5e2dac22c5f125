using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Pipes;

/// <summary>The result of <c>bench/run pipes</c>: our first driver's figures at the top, everything else below them.</summary>
internal sealed record PipesReport() : BenchReport("pipes")
{
    public required string Driver { get; init; }

    public required double MegabytesPerSecond { get; init; }

    public required double CpuSecondsPerGigabyte { get; init; }

    public required IReadOnlyList<PipesDriverFigures> Drivers { get; init; }

    public required IReadOnlyList<PipesFigures> Peers { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    public required int Pairs { get; init; }

    public required int Message { get; init; }

    public required int PipeCapacity { get; init; }

    public required int Idle { get; init; }

    /// <summary>The pipes that the idle fibers wait at: several at one where there are not descriptors enough.</summary>
    public required int IdlePipes { get; init; }
}
