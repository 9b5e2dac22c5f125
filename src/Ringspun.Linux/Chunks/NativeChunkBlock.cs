using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A block that is used once.</summary>
internal sealed class NativeChunkBlock : ChunkBlock
{
    private NativeChunkBlock(nint address, int capacity)
        : base(address, capacity)
    {
    }

    /// <summary>Allocates a block.</summary>
    internal static unsafe NativeChunkBlock Allocate(int capacity, int alignment) =>
        new((nint)NativeMemory.AlignedAlloc((nuint)capacity, (nuint)alignment), capacity);

    /// <inheritdoc/>
    protected override unsafe void OnReleased() => NativeMemory.AlignedFree(Address);
}
