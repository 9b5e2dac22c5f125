using System.Numerics;

namespace Ringspun.Linux;

/// <summary>Chunks without a pool, for sizes that occur once: file contents in a cache, large answers.</summary>
public static class NativeChunk
{
    /// <summary>Allocates native memory, which the last release frees. Its contents are undefined. A chunk never released is a leak.</summary>
    /// <param name="length">Bytes; 0 gives <see cref="Chunk.Empty"/>.</param>
    /// <param name="alignment">The alignment in bytes, a power of two; 4096 suits direct I/O.</param>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public static Chunk Allocate(int length, int alignment = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (alignment <= 0 || !BitOperations.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "Not a power of two.");
        }

        return length == 0 ? Chunk.Empty : NativeChunkBlock.Allocate(length, alignment).Lease();
    }
}
