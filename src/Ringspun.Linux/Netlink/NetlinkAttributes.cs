using System.Buffers.Binary;

namespace Ringspun.Linux.Netlink;

/// <summary>Goes through attributes. Pure and total: it ends, or names what it refuses.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Why the rest cannot be read.</summary>
    internal NetlinkRefusal Refusal { get; private set; }

    /// <summary>Reads the next attribute.</summary>
    /// <returns>False at the end, or when the rest is refused.</returns>
    internal bool TryRead(out NetlinkAttribute attribute)
    {
        attribute = default;
        if (_rest.IsEmpty || Refusal != NetlinkRefusal.None)
        {
            return false;
        }

        if (_rest.Length < NetlinkAttribute.HeaderLength)
        {
            Refusal = NetlinkRefusal.Truncated;
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < NetlinkAttribute.HeaderLength || length > _rest.Length)
        {
            Refusal = NetlinkRefusal.Length;
            return false;
        }

        attribute = new NetlinkAttribute
        {
            Type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & NetlinkAttribute.TypeMask),
            Value = _rest[NetlinkAttribute.HeaderLength..length],
        };
        _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
        return true;
    }
}
