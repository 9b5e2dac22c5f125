namespace Ringspun.Simulation;

/// <summary>The way between two hosts, the same in both directions.</summary>
public sealed record SimulatedLink
{
    /// <summary>The time from one end to the other. Pieces of one stream stay in order whatever their times.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(50), TimeSpan.FromMicroseconds(60));

    /// <summary>Bytes a second that each direction of each connection can carry, at least 1; null for any number.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>
    /// Whether anything gets through. What arrives while it does not waits until it does, as TCP repeats it; a connect gives up after the
    /// kernel's number of tries (ETIMEDOUT, after 127 seconds).
    /// </summary>
    public bool IsUp { get; init; } = true;

    internal SimulatedLink Check()
    {
        if (BytesPerSecond is { } rate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1, nameof(BytesPerSecond));
        }

        return this;
    }
}
