using System.Buffers;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// What one send still has to move: a piece of memory, a chunk, or several chunks, and how far it has got. Keeps the memory in its place and
/// alive until it is cleared.
/// </summary>
internal sealed unsafe class SendCursor
{
    private ReadOnlyMemory<Chunk> _chunks;
    private int _index;
    private byte* _pointer;
    private int _length;
    private Chunk _held;
    private MemoryHandle _pin;

    /// <summary>Bytes in all.</summary>
    internal int Total { get; private set; }

    /// <summary>Bytes not sent yet.</summary>
    internal int Remaining { get; private set; }

    /// <summary>The piece at the front.</summary>
    internal byte* Pointer => _pointer;

    /// <summary>Length of the piece at the front.</summary>
    internal int Length => _length;

    /// <summary>The piece at the front, for those who copy it.</summary>
    internal ReadOnlySpan<byte> Span => new(_pointer, _length);

    /// <summary>What remains of the chunk at the front; empty when the caller's own memory is sent.</summary>
    internal Chunk Front
    {
        get
        {
            Chunk chunk = _index < _chunks.Length ? _chunks.Span[_index] : _held;
            return chunk.Slice(chunk.Length - Math.Min(_length, chunk.Length));
        }
    }

    /// <summary>Whether all that remains lies in sealed chunks: it may be read after the send has ended.</summary>
    internal bool IsSealed
    {
        get
        {
            foreach (ref readonly Chunk chunk in Chunks)
            {
                if (!chunk.IsSealed && !chunk.IsEmpty)
                {
                    return false;
                }
            }

            return Chunks.Length > 0;
        }
    }

    private ReadOnlySpan<Chunk> Chunks => !_chunks.IsEmpty ? _chunks.Span[_index..] : _held.IsEmpty ? default : new ReadOnlySpan<Chunk>(in _held);

    /// <summary>Whether there is more than the piece at the front.</summary>
    internal bool IsGathered => Remaining > _length;

    internal void Set(ReadOnlyMemory<byte> buffer)
    {
        if (MemoryMarshal.TryGetMemoryManager(buffer, out ChunkBlock? block, out int start, out _))
        {
            _pointer = block.Address + start;
        }
        else
        {
            _pin = buffer.Pin();
            _pointer = (byte*)_pin.Pointer;
        }

        _length = Total = Remaining = buffer.Length;
    }

    internal void Set(Chunk chunk)
    {
        _held = chunk.Retain();
        _pointer = chunk.Pointer;
        _length = Total = Remaining = chunk.Length;
    }

    internal void Set(ReadOnlyMemory<Chunk> chunks)
    {
        long total = 0;
        foreach (Chunk chunk in chunks.Span)
        {
            total += chunk.Length;
        }

        if (total > int.MaxValue)
        {
            throw new ArgumentException($"A send takes at most {int.MaxValue} bytes, not {total}.", nameof(chunks));
        }

        _chunks = chunks;
        _index = 0;
        _length = 0;
        Total = Remaining = (int)total;
        SkipToNextPiece();
    }

    internal void Advance(int count)
    {
        Remaining -= count;
        while (count >= _length && Remaining > 0)
        {
            count -= _length;
            _index++;
            SkipToNextPiece();
        }

        _pointer += count;
        _length -= count;
    }

    /// <summary>Describes what remains, as far as it fits; returns the number of pieces.</summary>
    internal int Fill(IoVector* vectors, int capacity)
    {
        vectors[0] = new IoVector(_pointer, (nuint)_length);
        int count = 1;
        ReadOnlySpan<Chunk> chunks = _chunks.Span;
        for (int i = _index + 1; i < chunks.Length && count < capacity; i++)
        {
            Chunk chunk = chunks[i];
            if (!chunk.IsEmpty)
            {
                vectors[count++] = new IoVector(chunk.Pointer, (nuint)chunk.Length);
            }
        }

        return count;
    }

    /// <summary>Retains every chunk that still has something to send.</summary>
    /// <param name="into">Where they are put; replaced by a larger array where it is too small.</param>
    /// <returns>How many there are.</returns>
    internal int RetainChunks(ref Chunk[] into)
    {
        ReadOnlySpan<Chunk> rest = Chunks;
        if (into.Length < rest.Length)
        {
            into = new Chunk[rest.Length];
        }

        for (int i = 0; i < rest.Length; i++)
        {
            into[i] = rest[i].Retain();
        }

        return rest.Length;
    }

    internal void Clear()
    {
        _pin.Dispose();
        _pin = default;
        _held.Release();
        _held = default;
        _chunks = default;
        _pointer = null;
        _length = 0;
        Remaining = 0;
    }

    private void SkipToNextPiece()
    {
        ReadOnlySpan<Chunk> chunks = _chunks.Span;
        while (_index < chunks.Length && chunks[_index].IsEmpty)
        {
            _index++;
        }

        if (_index < chunks.Length)
        {
            _pointer = chunks[_index].Pointer;
            _length = chunks[_index].Length;
        }
    }
}
