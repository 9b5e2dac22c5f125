namespace Ringspun.Bench.Idle;

/// <summary>One driver's figures.</summary>
internal sealed record IdleFigures
{
    public required string Driver { get; init; }

    public required int Connections { get; init; }

    /// <summary>What the server's resident memory grew by, for each connection.</summary>
    public required double BytesPerConnection { get; init; }

    /// <summary>All threads', during the idle seconds, with no connection; null without strace.</summary>
    public required int? SystemCallsWithoutConnections { get; init; }

    /// <summary>All threads', during the idle seconds, with all connections; null without strace.</summary>
    public required int? SystemCallsWithConnections { get; init; }

    /// <summary>CPU seconds of the idle seconds with all connections.</summary>
    public required double IdleCpuSeconds { get; init; }

    public required double CpuMicrosecondsPerRequestAlone { get; init; }

    public required double CpuMicrosecondsPerRequestBesideIdle { get; init; }

    public required double RequestsPerSecondAlone { get; init; }

    public required double RequestsPerSecondBesideIdle { get; init; }
}
