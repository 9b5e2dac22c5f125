using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A block of a pool: a piece of a slab, or an extra one with memory of its own.</summary>
internal sealed class PooledChunkBlock(ChunkPool pool, nint address, int capacity, bool isExtra) : ChunkBlock(address, capacity)
{
    /// <summary>Whether the block has memory of its own.</summary>
    internal bool IsExtra => isExtra;

    /// <summary>Makes an extra block.</summary>
    internal static unsafe PooledChunkBlock Allocate(ChunkPool pool, int capacity, int alignment) =>
        new(pool, (nint)NativeMemory.AlignedAlloc((nuint)capacity, (nuint)alignment), capacity, isExtra: true);

    /// <summary>Frees an extra block's memory, for good.</summary>
    internal unsafe void Free() => NativeMemory.AlignedFree(Address);

    /// <inheritdoc/>
    protected override void OnReleased() => pool.Return(this);
}
