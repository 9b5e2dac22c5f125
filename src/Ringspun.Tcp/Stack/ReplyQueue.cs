using System.Buffers.Binary;

namespace Ringspun.Tcp;

/// <summary>Packets that belong to no connection and wait to be sent: resets, cookies, answers to echoes. Bounded: what does not fit is dropped.</summary>
internal sealed class ReplyQueue(int capacity)
{
    private const int LengthBytes = sizeof(int);

    private readonly byte[] _ring = new byte[capacity];
    private int _first;
    private int _used;

    public bool IsEmpty => _used == 0;

    /// <summary>Whether some packets fit that have so many bytes together.</summary>
    public bool HasRoom(int packets, int bytes) => _used + (packets * LengthBytes) + bytes <= _ring.Length;

    /// <summary>Appends a packet.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryEnqueue(ReadOnlySpan<byte> packet)
    {
        if (_used + LengthBytes + packet.Length > _ring.Length)
        {
            return false;
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(length, packet.Length);
        Append(length);
        Append(packet);
        return true;
    }

    /// <summary>Takes the first packet, when it fits; what does not is dropped.</summary>
    /// <returns>Its length; 0 when there is none.</returns>
    public int Dequeue(Span<byte> buffer)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        while (_used > 0)
        {
            Take(length);
            int count = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (count <= buffer.Length)
            {
                Take(buffer[..count]);
                return count;
            }

            _first = (_first + count) % _ring.Length;
            _used -= count;
        }

        return 0;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int at = (_first + _used) % _ring.Length;
        int head = Math.Min(bytes.Length, _ring.Length - at);
        bytes[..head].CopyTo(_ring.AsSpan(at));
        bytes[head..].CopyTo(_ring);
        _used += bytes.Length;
    }

    private void Take(Span<byte> bytes)
    {
        int head = Math.Min(bytes.Length, _ring.Length - _first);
        _ring.AsSpan(_first, head).CopyTo(bytes);
        _ring.AsSpan(0, bytes.Length - head).CopyTo(bytes[head..]);
        _first = (_first + bytes.Length) % _ring.Length;
        _used -= bytes.Length;
    }
}
