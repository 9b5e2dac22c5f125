using Ringspun.Linux;

namespace Ringspun;

/// <summary>One of the buffers that the kernel picks from.</summary>
internal sealed class ProvidedBuffer : ChunkBlock
{
    private readonly ReceiveBuffers _owner;

    internal ProvidedBuffer(ReceiveBuffers owner, nint start, int capacity, ushort id)
        : base(start, capacity)
    {
        _owner = owner;
        Start = start;
        Id = id;
    }

    internal nint Start { get; }

    internal ushort Id { get; }

    /// <summary>Its place in the order in which buffers were offered.</summary>
    internal uint Position { get; set; }

    internal Chunk Fill(int length) => Lease().Slice(0, length);

    protected override void OnReleased() => _owner.Return(this);
}
