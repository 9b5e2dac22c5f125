using System.Buffers.Binary;
using System.Text;

namespace Ringspun.Linux.Netlink;

/// <summary>One attribute: struct nlattr and its value (source: netlink(7)).</summary>
internal readonly ref struct NetlinkAttribute
{
    /// <summary>The header's length in bytes.</summary>
    internal const int HeaderLength = 4;

    /// <summary>Set in the type of attributes that hold attributes (NLA_F_NESTED).</summary>
    internal const ushort NESTED = 0x8000;

    /// <summary>What remains of the type's number without its flags (NLA_TYPE_MASK).</summary>
    internal const ushort TypeMask = 0x3fff;

    /// <summary>The number without flags.</summary>
    internal ushort Type { get; init; }

    internal ReadOnlySpan<byte> Value { get; init; }

    internal bool TryReadByte(out byte value)
    {
        value = Value.Length == sizeof(byte) ? Value[0] : default;
        return Value.Length == sizeof(byte);
    }

    internal bool TryReadUInt32(out uint value)
    {
        value = Value.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(Value) : default;
        return Value.Length == sizeof(uint);
    }

    /// <summary>As netfilter has its numbers.</summary>
    internal bool TryReadUInt32BigEndian(out uint value)
    {
        value = Value.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(Value) : default;
        return Value.Length == sizeof(uint);
    }

    /// <summary>A text up to its first zero byte.</summary>
    internal string ReadText()
    {
        int end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }
}
