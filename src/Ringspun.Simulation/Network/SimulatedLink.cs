namespace Ringspun.Simulation;

/// <summary>The way between two hosts, the same in both directions.</summary>
public sealed record SimulatedLink
{
    /// <summary>The time from one end to the other. Pieces of one stream stay in order whatever their times.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(50), TimeSpan.FromMicroseconds(60));

    /// <summary>Bytes a second that each direction of each connection can carry, at least 1; null for any number.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>The share of datagrams that get lost, from 0 to 1. Streams lose nothing: TCP repeats.</summary>
    public double DatagramLoss { get; init; }

    /// <summary>The share of datagrams that arrive twice, from 0 to 1.</summary>
    public double DatagramDuplication { get; init; }

    /// <summary>
    /// Whether anything gets through. Datagrams that arrive while it does not are lost; what arrives of a
    /// stream waits, as TCP repeats it; a connect gives up after the
    /// kernel's number of tries (ETIMEDOUT, after 127 seconds).
    /// </summary>
    public bool IsUp { get; init; } = true;

    internal SimulatedLink Check()
    {
        if (BytesPerSecond is { } rate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1, nameof(BytesPerSecond));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(DatagramLoss, nameof(DatagramLoss));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DatagramLoss, 1, nameof(DatagramLoss));
        ArgumentOutOfRangeException.ThrowIfNegative(DatagramDuplication, nameof(DatagramDuplication));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DatagramDuplication, 1, nameof(DatagramDuplication));
        return this;
    }
}
