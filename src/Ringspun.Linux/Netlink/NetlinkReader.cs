using System.Buffers.Binary;

namespace Ringspun.Linux.Netlink;

/// <summary>Goes through the messages that one read has brought. Pure and total: it ends, or names what it refuses.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Why the rest cannot be read.</summary>
    internal NetlinkRefusal Refusal { get; private set; }

    /// <summary>Reads the next message.</summary>
    /// <returns>False at the end, or when the rest is refused.</returns>
    internal bool TryRead(out NetlinkMessage message)
    {
        message = default;
        if (_rest.IsEmpty || Refusal != NetlinkRefusal.None)
        {
            return false;
        }

        if (_rest.Length < NetlinkMessage.HeaderLength)
        {
            Refusal = NetlinkRefusal.Truncated;
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        if (length < NetlinkMessage.HeaderLength || length > _rest.Length)
        {
            Refusal = NetlinkRefusal.Length;
            return false;
        }

        message = new NetlinkMessage
        {
            Type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[4..]),
            Flags = (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(_rest[6..]),
            Sequence = BinaryPrimitives.ReadUInt32LittleEndian(_rest[8..]),
            Payload = _rest[NetlinkMessage.HeaderLength..(int)length],
        };
        _rest = _rest[Math.Min(NetlinkMessage.Align((int)length), _rest.Length)..];
        return true;
    }
}
