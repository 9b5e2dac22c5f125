using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Disk;

/// <summary>The result of <c>bench/run disk</c>: our first driver's figures at the top, everything else below them.</summary>
internal sealed record DiskReport() : BenchReport("disk")
{
    public required string Driver { get; init; }

    public required double Iops { get; init; }

    public required DiskLatency LatencyUs { get; init; }

    public required double CpuMicrosecondsPerRead { get; init; }

    public required IReadOnlyList<DiskFigures> Drivers { get; init; }

    public required IReadOnlyList<DiskFigures> Peers { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    public required int Depth { get; init; }

    public required int Block { get; init; }

    public required string File { get; init; }

    public required long FileSize { get; init; }
}
