using System.Buffers.Binary;
using System.Text;

namespace Ringspun.Linux.Netlink;

/// <summary>Builds one netlink message in memory that is given. Pure.</summary>
internal ref struct NetlinkWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Begins a message.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="type">What it is.</param>
    /// <param name="flags">How it is to be answered.</param>
    /// <param name="sequence">What its answers are known by.</param>
    internal NetlinkWriter(Span<byte> buffer, ushort type, NetlinkFlags flags, uint sequence)
    {
        _buffer = buffer;
        Span<byte> header = Reserve(NetlinkMessage.HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)flags);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], sequence);
    }

    /// <summary>Makes room for a fixed part.</summary>
    /// <param name="length">Its bytes.</param>
    /// <returns>The bytes, all zero.</returns>
    /// <exception cref="InvalidOperationException">The message is longer than its buffer: the buffer was chosen too small for the largest values.</exception>
    internal Span<byte> Reserve(int length)
    {
        int aligned = NetlinkMessage.Align(length);
        if (aligned > _buffer.Length - _length)
        {
            throw new InvalidOperationException($"A netlink message is longer than its buffer of {_buffer.Length} bytes.");
        }

        Span<byte> room = _buffer.Slice(_length, aligned);
        room.Clear();
        _length += aligned;
        return room[..length];
    }

    /// <summary>Adds an attribute.</summary>
    /// <param name="type">Its number.</param>
    /// <param name="value">Its value.</param>
    internal void Add(ushort type, scoped ReadOnlySpan<byte> value) => value.CopyTo(AddRoom(type, value.Length));

    /// <summary>Adds a number of 32 bits.</summary>
    internal void Add(ushort type, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(AddRoom(type, sizeof(uint)), value);

    /// <summary>Adds a number of 32 bits as netfilter has them.</summary>
    internal void AddBigEndian(ushort type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(AddRoom(type, sizeof(uint)), value);

    /// <summary>Adds a text with its zero byte.</summary>
    internal void Add(ushort type, string text)
    {
        Span<byte> room = AddRoom(type, Encoding.UTF8.GetByteCount(text) + 1);
        Encoding.UTF8.GetBytes(text, room);
    }

    /// <summary>Begins an attribute that holds attributes.</summary>
    /// <returns>What <see cref="EndNested"/> wants.</returns>
    internal int BeginNested(ushort type)
    {
        int start = _length;
        AddRoom((ushort)(type | NetlinkAttribute.NESTED), 0);
        return start;
    }

    /// <summary>Ends it.</summary>
    /// <param name="start">What <see cref="BeginNested"/> returned.</param>
    internal readonly void EndNested(int start) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer[start..], (ushort)(_length - start));

    /// <summary>Ends the message.</summary>
    /// <returns>Its bytes.</returns>
    internal readonly ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, _length);
        return _buffer[.._length];
    }

    private Span<byte> AddRoom(ushort type, int length)
    {
        Span<byte> room = Reserve(NetlinkAttribute.HeaderLength + length);
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)room.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], type);
        return room[NetlinkAttribute.HeaderLength..];
    }
}
