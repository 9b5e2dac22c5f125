using System.Numerics;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Buffers;

/// <summary>
/// What a connection has to send, from the first byte that is not acknowledged: copied into rented buffers, or left in buffers of the application's.
/// An empty one holds no memory.
/// </summary>
internal struct SendBuffer
{
    private const int FirstCapacity = 4;

    // What an empty one keeps of its array, for the next bytes: idle connections are many.
    private const int KeptCapacity = 8;

    // The first piece has its place here, so that small exchanges need no array; the others are in a ring.
    private Piece _first;
    private Piece[]? _others;
    private int _start;
    private int _count;
    private uint _front;
    private int _room;

    /// <summary>The rented buffers that are held.</summary>
    public int Held { get; private set; }

    /// <summary>Copies bytes to the end.</summary>
    /// <returns>The bytes copied: fewer than given when the memory is used up.</returns>
    public int Write(IBufferSource source, ReadOnlySpan<byte> bytes)
    {
        int written = 0;
        while (written < bytes.Length)
        {
            if (_room == 0)
            {
                IBuffer? buffer = source.TryRent();
                if (buffer is null)
                {
                    return written;
                }

                Append(buffer, 0, 0, isRented: true);
                _room = source.BufferLength;
                Held++;
            }

            ref Piece last = ref Last();
            int count = Math.Min(_room, bytes.Length - written);
            bytes.Slice(written, count).CopyTo(last.Buffer!.Span[last.IndexOf(last.End)..]);
            last.End += (uint)count;
            _room -= count;
            written += count;
        }

        return written;
    }

    /// <summary>Adds bytes that stay where they are. The buffer is released when they have passed the front.</summary>
    public void Append(IBuffer buffer, int offset, int length)
    {
        _room = 0;
        Append(buffer, offset, length, isRented: false);
    }

    /// <summary>Copies what lies at an offset from the front.</summary>
    public readonly void Read(int offset, Span<byte> destination)
    {
        int index = Find(offset);
        for (uint position = _front + (uint)offset; destination.Length > 0; index++)
        {
            ReadOnlySpan<byte> part = Part(index, ref position, destination.Length);
            part.CopyTo(destination);
            destination = destination[part.Length..];
        }
    }

    /// <summary>Copies what lies at an offset from the front, and adds it to a checksum's sum.</summary>
    public readonly ulong ReadAndAdd(int offset, Span<byte> destination, ulong sum)
    {
        int index = Find(offset);
        bool odd = false;
        for (uint position = _front + (uint)offset; destination.Length > 0; index++)
        {
            ReadOnlySpan<byte> part = Part(index, ref position, destination.Length);
            ulong added = InternetChecksum.CopyAndAdd(part, destination);
            sum = InternetChecksum.Plus(sum, odd ? InternetChecksum.Swap(added) : added);
            odd ^= (part.Length & 1) != 0;
            destination = destination[part.Length..];
        }

        return sum;
    }

    /// <summary>Tells where lies what lies at an offset from the front.</summary>
    /// <returns>False, and no parts: they are too many, or can be moved.</returns>
    public readonly bool TryGather(int offset, int length, PayloadParts parts)
    {
        int index = Find(offset);
        for (uint position = _front + (uint)offset; length > 0; index++)
        {
            ref readonly Piece piece = ref At(index);
            int count = (int)Math.Min((uint)length, piece.End - position);
            if (!parts.TryAdd(new PayloadPart(piece.Buffer!, piece.IndexOf(position), count)))
            {
                parts.Clear();
                return false;
            }

            position += (uint)count;
            length -= count;
        }

        return true;
    }

    /// <summary>Moves the front; buffers that lie before it are released.</summary>
    public void Advance(int count)
    {
        _front += (uint)count;
        while (_first.Buffer is not null && (int)(_first.End - _front) <= 0)
        {
            DropFirst();
        }
    }

    /// <summary>Releases everything.</summary>
    public void Clear()
    {
        while (_first.Buffer is not null)
        {
            DropFirst();
        }

        _start = 0;
        _front = 0;
        _others = _others is { Length: > KeptCapacity } ? null : _others;
    }

    private readonly ReadOnlySpan<byte> Part(int index, ref uint position, int most)
    {
        ref readonly Piece piece = ref At(index);
        int count = (int)Math.Min((uint)most, piece.End - position);
        ReadOnlySpan<byte> part = piece.Buffer!.Span.Slice(piece.IndexOf(position), count);
        position += (uint)count;
        return part;
    }

    /// <summary>Which piece an offset from the front lies in: 0 is the first, the others are in order of their ends.</summary>
    private readonly int Find(int offset)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(middle).End - _front > (uint)offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private readonly ref readonly Piece At(int index) =>
        ref index == 0 ? ref _first : ref _others![(_start + index - 1) & (_others.Length - 1)];

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref Piece Last() => ref _count == 0 ? ref _first : ref _others![(_start + _count - 1) & (_others.Length - 1)];

    private void Append(IBuffer buffer, int offset, int length, bool isRented)
    {
        bool isOnly = _first.Buffer is null;
        uint begin = isOnly ? _front : Last().End;
        Piece piece = new() { Buffer = buffer, Shift = (uint)offset - begin, End = begin + (uint)length, IsRented = isRented };
        if (isOnly)
        {
            _first = piece;
            return;
        }

        if (_others is null || _count == _others.Length)
        {
            Grow();
        }

        _others![(_start + _count++) & (_others.Length - 1)] = piece;
    }

    private void Grow()
    {
        Piece[] others = new Piece[Math.Max(FirstCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)_count + 1))];
        for (int i = 0; i < _count; i++)
        {
            others[i] = _others![(_start + i) & (_others.Length - 1)];
        }

        _others = others;
        _start = 0;
    }

    private void DropFirst()
    {
        Held -= _first.IsRented ? 1 : 0;
        _first.Buffer!.Release();
        if (_count == 0)
        {
            _first = default;
            _room = 0;
            return;
        }

        ref Piece next = ref _others![_start];
        _first = next;
        next = default;
        _start = (_start + 1) & (_others.Length - 1);
        _count--;
    }

    /// <summary>Bytes next to each other, up to an end: positions count the bytes of the stream.</summary>
    private struct Piece
    {
        public IBuffer? Buffer;
        public uint Shift;
        public uint End;
        public bool IsRented;

        public readonly int IndexOf(uint position) => (int)(position + Shift);
    }
}
