using System.Numerics;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Buffers;

/// <summary>
/// A window on a stream of bytes: what lies at offsets from a front that only moves forward. It is held in buffers that are rented when something
/// is first written into their part, and released when the front has passed them: gaps cost nothing, and an empty window holds no memory.
/// </summary>
internal struct StreamBuffer
{
    private const int FirstCapacity = 1;

    // What an empty window keeps of its array, for the next bytes: idle connections are many.
    private const int KeptCapacity = 8;

    private IBuffer?[]? _ring;
    private int _first;
    private int _front;

    /// <summary>The buffers that are held.</summary>
    public int Held { get; private set; }

    /// <summary>Writes at an offset from the front.</summary>
    /// <returns>The bytes written: fewer than given when the memory is used up.</returns>
    public int Write(IBufferSource source, int offset, ReadOnlySpan<byte> bytes)
    {
        int length = source.BufferLength;
        int shift = BitOperations.Log2((uint)length);
        int written = 0;
        while (written < bytes.Length)
        {
            int position = _front + offset + written;
            IBuffer? buffer = Obtain(source, position >> shift);
            if (buffer is null)
            {
                return written;
            }

            Span<byte> room = buffer.Span[(position & (length - 1))..];
            int count = Math.Min(room.Length, bytes.Length - written);
            bytes.Slice(written, count).CopyTo(room);
            written += count;
        }

        return written;
    }

    /// <summary>Copies what lies at an offset; it must have been written.</summary>
    public readonly void Read(int length, int offset, Span<byte> destination)
    {
        int position = _front + offset;
        while (destination.Length > 0)
        {
            ReadOnlySpan<byte> part = At(length, position);
            int count = Math.Min(part.Length, destination.Length);
            part[..count].CopyTo(destination);
            destination = destination[count..];
            position += count;
        }
    }

    /// <summary>Copies what lies at an offset, and adds it to a checksum's sum.</summary>
    public readonly ulong ReadAndAdd(int length, int offset, Span<byte> destination, ulong sum)
    {
        int position = _front + offset;
        bool odd = false;
        while (destination.Length > 0)
        {
            ReadOnlySpan<byte> part = At(length, position);
            int count = Math.Min(part.Length, destination.Length);
            ulong added = InternetChecksum.CopyAndAdd(part[..count], destination);
            sum = InternetChecksum.Plus(sum, odd ? InternetChecksum.Swap(added) : added);
            odd ^= (count & 1) != 0;
            destination = destination[count..];
            position += count;
        }

        return sum;
    }

    /// <summary>What lies at the front up to the end of its buffer: for readers who need no copy. It must have been written.</summary>
    public readonly ReadOnlySpan<byte> Front(int length) => At(length, _front);

    /// <summary>Moves the front; buffers that lie before it are released.</summary>
    public void Advance(int length, int count)
    {
        int shift = BitOperations.Log2((uint)length);
        _front += count;
        for (int passed = _front >> shift; passed > 0; passed--)
        {
            Drop(_first);
            _first = _ring is null ? 0 : (_first + 1) & (_ring.Length - 1);
        }

        _front &= length - 1;
    }

    /// <summary>Releases everything: nothing behind the front counts any more.</summary>
    public void Clear()
    {
        for (int i = 0; Held > 0; i++)
        {
            Drop(i);
        }

        _first = 0;
        _front = 0;
        _ring = _ring is { Length: > KeptCapacity } ? null : _ring;
    }

    private readonly ReadOnlySpan<byte> At(int length, int position)
    {
        int shift = BitOperations.Log2((uint)length);
        IBuffer?[] ring = _ring!;
        return ring[(_first + (position >> shift)) & (ring.Length - 1)]!.Span[(position & (length - 1))..];
    }

    private IBuffer? Obtain(IBufferSource source, int index)
    {
        if (_ring is null || index >= _ring.Length)
        {
            Grow(index);
        }

        ref IBuffer? place = ref _ring![(_first + index) & (_ring.Length - 1)];
        if (place is null)
        {
            place = source.TryRent();
            Held += place is null ? 0 : 1;
        }

        return place;
    }

    private void Grow(int index)
    {
        IBuffer?[] ring = new IBuffer?[Math.Max(FirstCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)index + 1))];
        for (int i = 0; _ring is not null && i < _ring.Length; i++)
        {
            ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
        }

        _ring = ring;
        _first = 0;
    }

    private void Drop(int index)
    {
        if (_ring is not null && _ring[index] is { } buffer)
        {
            buffer.Release();
            _ring[index] = null;
            Held--;
        }
    }
}
