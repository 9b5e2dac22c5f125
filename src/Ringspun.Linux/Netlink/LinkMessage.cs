using System.Buffers.Binary;
using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Netlink;

/// <summary>Messages about links: struct ifinfomsg and IFLA_* (source: rtnetlink(7), linux/if_link.h). Pure.</summary>
internal static class LinkMessage
{
    internal const ushort IFLA_IFNAME = 3;
    internal const ushort IFLA_LINKINFO = 18;
    internal const ushort IFLA_INFO_KIND = 1;
    internal const ushort IFLA_INFO_DATA = 2;
    private const int FixedLength = 16;
    private const byte AF_UNSPEC = 0;
    private const ushort IFLA_ADDRESS = 1;
    private const ushort IFLA_MTU = 4;
    private const ushort IFLA_EXT_MASK = 29;
    private const uint RTEXT_FILTER_SKIP_STATS = 8;
    private const ushort IFLA_TUN_TYPE = 3;
    private const ushort IFLA_TUN_VNET_HDR = 5;
    private const ushort IFLA_TUN_PERSIST = 6;
    private const ushort IFLA_TUN_MULTI_QUEUE = 7;
    private const ushort IFLA_TUN_NUM_QUEUES = 8;
    private const byte IFF_TAP = 2;

    /// <summary>Asks for one link by its name.</summary>
    internal static ReadOnlySpan<byte> Get(Span<byte> buffer, uint sequence, string name)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.GETLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        writer.Reserve(FixedLength);
        writer.Add(IFLA_IFNAME, name);
        writer.Add(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        return writer.Finish();
    }

    /// <summary>Asks for one link by its number.</summary>
    internal static ReadOnlySpan<byte> Get(Span<byte> buffer, uint sequence, int index)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.GETLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(writer.Reserve(FixedLength)[4..], index);
        writer.Add(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        return writer.Finish();
    }

    /// <summary>Asks for all links.</summary>
    internal static ReadOnlySpan<byte> Dump(Span<byte> buffer, uint sequence)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.GETLINK, NetlinkFlags.REQUEST | NetlinkFlags.DUMP, sequence);
        writer.Reserve(FixedLength);
        writer.Add(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        return writer.Finish();
    }

    /// <summary>Sets flags of a link.</summary>
    internal static ReadOnlySpan<byte> SetFlags(Span<byte> buffer, uint sequence, int index, LinkFlags flags, LinkFlags change)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.NEWLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        Span<byte> link = writer.Reserve(FixedLength);
        BinaryPrimitives.WriteInt32LittleEndian(link[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(link[8..], (uint)flags);
        BinaryPrimitives.WriteUInt32LittleEndian(link[12..], (uint)change);
        return writer.Finish();
    }

    /// <summary>Sets the MTU of a link.</summary>
    internal static ReadOnlySpan<byte> SetMtu(Span<byte> buffer, uint sequence, int index, int mtu)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.NEWLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(writer.Reserve(FixedLength)[4..], index);
        writer.Add(IFLA_MTU, (uint)mtu);
        return writer.Finish();
    }

    /// <summary>Removes a link.</summary>
    internal static ReadOnlySpan<byte> Delete(Span<byte> buffer, uint sequence, int index)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.DELLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(writer.Reserve(FixedLength)[4..], index);
        return writer.Finish();
    }

    /// <summary>Reads a link.</summary>
    internal static NetlinkRefusal Read(NetlinkMessage message, out LinkInfo? link)
    {
        link = null;
        if (message.Type != RouteMessageType.NEWLINK)
        {
            return NetlinkRefusal.Kind;
        }

        if (message.Payload.Length < FixedLength)
        {
            return NetlinkRefusal.Truncated;
        }

        LinkInfo read = new()
        {
            Index = BinaryPrimitives.ReadInt32LittleEndian(message.Payload[4..]),
            Name = "",
            HardwareType = BinaryPrimitives.ReadUInt16LittleEndian(message.Payload[2..]),
            Flags = (LinkFlags)BinaryPrimitives.ReadUInt32LittleEndian(message.Payload[8..]),
        };
        NetlinkAttributes attributes = new(message.Payload[FixedLength..]);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            NetlinkRefusal refusal = Read(attribute, ref read);
            if (refusal != NetlinkRefusal.None)
            {
                return refusal;
            }
        }

        if (attributes.Refusal != NetlinkRefusal.None)
        {
            return attributes.Refusal;
        }

        if (read.Index <= 0 || read.Name.Length == 0)
        {
            return NetlinkRefusal.Missing;
        }

        link = read;
        return NetlinkRefusal.None;
    }

    /// <summary>Reads which link's news a message is, and its flags.</summary>
    /// <returns>False: it is other news, or that of a bridge about one of its ports, which says the same of links that stay.</returns>
    internal static bool TryReadState(NetlinkMessage message, out int index, out LinkFlags flags)
    {
        bool isState = message.Type is RouteMessageType.NEWLINK or RouteMessageType.DELLINK
            && message.Payload.Length >= FixedLength
            && message.Payload[0] == AF_UNSPEC;
        index = isState ? BinaryPrimitives.ReadInt32LittleEndian(message.Payload[4..]) : 0;
        flags = isState ? (LinkFlags)BinaryPrimitives.ReadUInt32LittleEndian(message.Payload[8..]) : LinkFlags.None;
        return isState;
    }

    private static NetlinkRefusal Read(NetlinkAttribute attribute, ref LinkInfo link)
    {
        switch (attribute.Type)
        {
            case IFLA_IFNAME:
                link = link with { Name = attribute.ReadText() };
                return NetlinkRefusal.None;
            case IFLA_MTU:
                if (!attribute.TryReadUInt32(out uint mtu))
                {
                    return NetlinkRefusal.Value;
                }

                link = link with { Mtu = (int)Math.Min(mtu, int.MaxValue) };
                return NetlinkRefusal.None;
            case IFLA_ADDRESS when attribute.Value.Length == HardwareAddress.Length:
                link = link with { HardwareAddress = new HardwareAddress(attribute.Value) };
                return NetlinkRefusal.None;
            case IFLA_LINKINFO:
                return ReadKind(attribute.Value, ref link);
            default:
                return NetlinkRefusal.None;
        }
    }

    private static NetlinkRefusal ReadKind(ReadOnlySpan<byte> value, ref LinkInfo link)
    {
        ReadOnlySpan<byte> data = default;
        NetlinkAttributes attributes = new(value);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case IFLA_INFO_KIND:
                    link = link with { Kind = attribute.ReadText() };
                    break;
                case IFLA_INFO_DATA:
                    data = attribute.Value;
                    break;
            }
        }

        return attributes.Refusal != NetlinkRefusal.None || link.Kind != "tun" ? attributes.Refusal : ReadTun(data, ref link);
    }

    private static NetlinkRefusal ReadTun(ReadOnlySpan<byte> data, ref LinkInfo link)
    {
        if (data.IsEmpty)
        {
            return NetlinkRefusal.None;
        }

        byte type = 0;
        byte header = 0;
        byte persistent = 0;
        byte multiple = 0;
        uint queues = 0;
        NetlinkAttributes attributes = new(data);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            bool isRead = attribute.Type switch
            {
                IFLA_TUN_TYPE => attribute.TryReadByte(out type),
                IFLA_TUN_VNET_HDR => attribute.TryReadByte(out header),
                IFLA_TUN_PERSIST => attribute.TryReadByte(out persistent),
                IFLA_TUN_MULTI_QUEUE => attribute.TryReadByte(out multiple),
                IFLA_TUN_NUM_QUEUES => attribute.TryReadUInt32(out queues),
                _ => true,
            };
            if (!isRead)
            {
                return NetlinkRefusal.Value;
            }
        }

        link = link with { Tun = new TunLinkInfo(type == IFF_TAP, persistent != 0, multiple != 0, header != 0, (int)Math.Min(queues, int.MaxValue)) };
        return attributes.Refusal;
    }
}
