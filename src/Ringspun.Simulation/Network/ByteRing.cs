using System.Numerics;

namespace Ringspun.Simulation;

/// <summary>A queue of bytes that grows with what is in it.</summary>
internal sealed class ByteRing
{
    private byte[] _bytes = [];
    private int _head;

    internal int Count { get; private set; }

    internal void Add(ReadOnlySpan<byte> data)
    {
        Reserve(Count + data.Length);
        int tail = (_head + Count) & (_bytes.Length - 1);
        int first = Math.Min(data.Length, _bytes.Length - tail);
        data[..first].CopyTo(_bytes.AsSpan(tail));
        data[first..].CopyTo(_bytes);
        Count += data.Length;
    }

    internal void Take(Span<byte> buffer)
    {
        int first = Math.Min(buffer.Length, _bytes.Length - _head);
        _bytes.AsSpan(_head, first).CopyTo(buffer);
        _bytes.AsSpan(0, buffer.Length - first).CopyTo(buffer[first..]);
        Count -= buffer.Length;
        _head = Count == 0 ? 0 : (_head + buffer.Length) & (_bytes.Length - 1);
    }

    internal void Clear()
    {
        _bytes = [];
        _head = 0;
        Count = 0;
    }

    private void Reserve(int count)
    {
        if (count <= _bytes.Length)
        {
            return;
        }

        var larger = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 64))];
        int held = Count;
        if (held > 0)
        {
            Take(larger.AsSpan(0, held));
        }

        _bytes = larger;
        _head = 0;
        Count = held;
    }
}
