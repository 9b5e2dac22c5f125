namespace Ringspun.Simulation;

/// <summary>How a <see cref="SimulatedNetwork"/> behaves.</summary>
public sealed record SimulatedNetworkOptions
{
    /// <summary>The way between any two hosts, and within one, unless <see cref="SimulatedNetwork.SetLink"/> says otherwise.</summary>
    public SimulatedLink Link { get; init; } = new();

    /// <summary>Bytes per direction of a connection that may be on the way or wait for the receiver, before a send has to wait. At least 1.</summary>
    public int BufferCapacity { get; init; } = 64 * 1024;

    /// <summary>Streams are cut into pieces of a random size, from 1 byte to this. At least 1.</summary>
    public int LargestPiece { get; init; } = 16 * 1024;

    /// <summary>The size of the buffers that are leased to receivers, in bytes. At least 1.</summary>
    public int ChunkSize { get; init; } = 4096;

    /// <summary>Asked before each operation, and for each piece of a stream, whether and how it goes wrong; null: none does.</summary>
    public Func<SimulatedNetworkCall, SimulatedNetworkFault>? Faults { get; init; }

    internal SimulatedNetworkOptions Check()
    {
        ArgumentNullException.ThrowIfNull(Link);
        _ = Link.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferCapacity, 1, nameof(BufferCapacity));
        ArgumentOutOfRangeException.ThrowIfLessThan(LargestPiece, 1, nameof(LargestPiece));
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkSize, 1, nameof(ChunkSize));
        return this;
    }
}
