namespace Ringspun.Simulation;

/// <summary>How a <see cref="SimulatedNetwork"/> behaves.</summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>The time from one end to the other.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>At most so much is added to <see cref="Latency"/>, at random; pieces of one stream stay in order.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(10);

    /// <summary>Bytes per direction of a connection that may be on the way or wait for the receiver, before a send has to wait. At least 1.</summary>
    public int BufferCapacity { get; init; } = 64 * 1024;

    /// <summary>Streams are cut into pieces of a random size, from 1 byte to this. At least 1.</summary>
    public int LargestPiece { get; init; } = 16 * 1024;

    /// <summary>The size of the buffers that are leased to receivers, in bytes. At least 1.</summary>
    public int ChunkSize { get; init; } = 4096;

    internal SimulatedNetworkOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Latency, TimeSpan.Zero, nameof(Latency));
        ArgumentOutOfRangeException.ThrowIfLessThan(Jitter, TimeSpan.Zero, nameof(Jitter));
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferCapacity, 1, nameof(BufferCapacity));
        ArgumentOutOfRangeException.ThrowIfLessThan(LargestPiece, 1, nameof(LargestPiece));
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkSize, 1, nameof(ChunkSize));
        return this;
    }
}
