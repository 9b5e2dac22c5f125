using Ringspun.Linux;
using Ringspun.Tcp.Buffers;

namespace Ringspun.UserLevel;

/// <summary>Holds a sealed chunk for a stack until the peer has its bytes. Used again after that; for the loop's thread.</summary>
internal sealed class ChunkBuffer(Stack<ChunkBuffer> spare) : IBuffer
{
    /// <summary>Chunks shorter than this are copied: a reference costs as much.</summary>
    internal const int LeastLength = 4096;

    private Chunk _chunk;

    public Span<byte> Span => _chunk.Span;

    public nint Address => _chunk.Address;

    public void Release()
    {
        Chunk chunk = _chunk;
        _chunk = default;
        spare.Push(this);
        chunk.Release();
    }

    internal static ChunkBuffer Hold(Chunk chunk, Stack<ChunkBuffer> spare)
    {
        if (!spare.TryPop(out ChunkBuffer? buffer))
        {
            buffer = new ChunkBuffer(spare);
        }

        buffer._chunk = chunk.Retain();
        return buffer;
    }
}
