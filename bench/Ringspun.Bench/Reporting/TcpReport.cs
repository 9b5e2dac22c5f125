namespace Ringspun.Bench.Reporting;

/// <summary>The result of <c>bench/run tcp</c>.</summary>
internal sealed record TcpReport() : BenchReport("tcp")
{
    /// <summary>Bulk by super-segments.</summary>
    public required double GigabitsPerSecond { get; init; }

    /// <summary>CPU time of both ends for a gigabyte of it.</summary>
    public required double CpuSecondsPerGigabyte { get; init; }

    /// <summary>Bulk by ordinary segments whose checksums are computed and verified.</summary>
    public required double SegmentGigabitsPerSecond { get; init; }

    public required double SegmentCpuSecondsPerGigabyte { get; init; }

    /// <summary>What one core does that is not shared with anybody: bulk by super-segments for a second of CPU time.</summary>
    public required double GigabitsPerCpuSecond { get; init; }

    public required double SegmentGigabitsPerCpuSecond { get; init; }

    public required double StepsPerCpuSecond { get; init; }

    /// <summary>Requests or responses; a step is one of the two.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>Pairs of a request and its response.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Memory allocated for each packet of the bulk by segments.</summary>
    public required double AllocatedBytesPerPacket { get; init; }

    /// <summary>Memory of one end of an idle connection.</summary>
    public required double BytesPerIdleConnection { get; init; }

    public required int IdleConnections { get; init; }

    public required int Rounds { get; init; }

    public static TcpReport From(int rounds, Figure super, Figure segments, Figure steps, double idleBytes, int idle, double allocated) => new()
    {
        GigabitsPerSecond = Math.Round(super.Value * 8, 2),
        CpuSecondsPerGigabyte = Math.Round(super.CpuNanoseconds!.Value / 1000, 4),
        SegmentGigabitsPerSecond = Math.Round(segments.Value * 8, 2),
        SegmentCpuSecondsPerGigabyte = Math.Round(segments.CpuNanoseconds!.Value / 1000, 4),
        GigabitsPerCpuSecond = Math.Round(8_000 / super.CpuNanoseconds!.Value, 2),
        SegmentGigabitsPerCpuSecond = Math.Round(8_000 / segments.CpuNanoseconds!.Value, 2),
        StepsPerCpuSecond = Math.Round(1e9 / steps.CpuNanoseconds!.Value),
        StepsPerSecond = Math.Round(steps.Value * 1e6),
        RequestsPerSecond = Math.Round(steps.Value * 1e6 / 2),
        AllocatedBytesPerPacket = allocated,
        BytesPerIdleConnection = idleBytes,
        IdleConnections = idle,
        Rounds = rounds,
    };
}
