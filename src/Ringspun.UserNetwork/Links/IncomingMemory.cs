using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun.UserLevel;

/// <summary>
/// Where a queue's packets come in, one after the other: into the same memory, which stays in the core's cache, until somebody keeps a part of a packet; the
/// next one comes into other memory then.
/// </summary>
/// <param name="length">Room for the longest packet, in bytes.</param>
internal sealed class IncomingMemory(int length) : IDisposable
{
    /// <summary>Packets that others may have parts of. What comes beyond has to be copied, and what is copied has a limit of its own.</summary>
    private const int MostKept = 64;

    private readonly ChunkPool _pool = new(length, maximumRetained: MostKept);
    private Chunk _packet;
    private bool _isKept;

    /// <summary>The memory for the next packet. What was there is gone, if nobody has kept it.</summary>
    public Span<byte> Next()
    {
        if (_isKept)
        {
            _packet.Release();
            _packet = Chunk.Empty;
            _isKept = false;
        }

        if (_packet.IsEmpty)
        {
            _packet = _pool.Rent();
        }

        return _packet.Span;
    }

    /// <inheritdoc cref="ILinkQueue.Keep"/>
    public Chunk Keep(ReadOnlySpan<byte> part)
    {
        if (_pool.RentedCount > MostKept)
        {
            return Chunk.Empty;
        }

        Chunk kept = Keep(_packet, part);
        _isKept |= !kept.IsEmpty;
        return kept;
    }

    /// <summary>Keeps a part of a packet; empty, if that is not where it lies.</summary>
    public static Chunk Keep(Chunk packet, ReadOnlySpan<byte> part)
    {
        long start = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(packet.Span), ref MemoryMarshal.GetReference(part));
        return start >= 0 && start <= packet.Length - part.Length ? packet.Slice((int)start, part.Length).Retain() : Chunk.Empty;
    }

    public void Dispose()
    {
        _packet.Release();
        _packet = Chunk.Empty;
        _pool.Dispose();
    }
}
