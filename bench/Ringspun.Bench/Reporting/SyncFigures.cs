namespace Ringspun.Bench.Reporting;

/// <summary>One measurement's medians.</summary>
internal sealed record SyncFigures
{
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required double Ringspun { get; init; }

    public required string PeerName { get; init; }

    public required double Peer { get; init; }

    /// <summary>Ours as a part of the peer's.</summary>
    public required double Ratio { get; init; }
}
