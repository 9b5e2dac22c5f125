using System.Net;

namespace Ringspun.Linux.Netlink;

/// <summary>Messages about routes: struct rtmsg and RTA_* (source: rtnetlink(7)). Pure.</summary>
internal static class RouteMessage
{
    private const int FixedLength = 12;
    private const ushort RTA_DST = 1;
    private const ushort RTA_OIF = 4;
    private const ushort RTA_GATEWAY = 5;
    private const byte RT_TABLE_MAIN = 254;
    private const byte RTPROT_STATIC = 4;
    private const byte RT_SCOPE_UNIVERSE = 0;
    private const byte RT_SCOPE_LINK = 253;
    private const byte RT_SCOPE_NOWHERE = 255;
    private const byte RTN_UNICAST = 1;
    private const byte RTN_LOCAL = 2;

    /// <summary>Adds a route.</summary>
    internal static ReadOnlySpan<byte> Add(Span<byte> buffer, uint sequence, IPNetwork destination, int index, IPAddress? gateway) => Change(
        buffer,
        RouteMessageType.NEWROUTE,
        NetlinkFlags.REQUEST | NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.EXCL,
        sequence,
        gateway is null ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
        destination,
        index,
        gateway);

    /// <summary>Removes a route, whatever its scope.</summary>
    internal static ReadOnlySpan<byte> Delete(Span<byte> buffer, uint sequence, IPNetwork destination, int index, IPAddress? gateway) => Change(
        buffer, RouteMessageType.DELROUTE, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, RT_SCOPE_NOWHERE, destination, index, gateway);

    /// <summary>Asks where packets for an address go.</summary>
    internal static ReadOnlySpan<byte> Get(Span<byte> buffer, uint sequence, IPAddress destination)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.GETROUTE, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence);
        Span<byte> route = writer.Reserve(FixedLength);
        byte[] address = destination.GetAddressBytes();
        route[0] = AddressMessage.FamilyOf(destination);
        route[1] = (byte)(8 * address.Length);
        writer.Add(RTA_DST, address);
        return writer.Finish();
    }

    /// <summary>Reads whether packets of a route are for this machine.</summary>
    internal static NetlinkRefusal Read(NetlinkMessage message, out bool isLocal)
    {
        isLocal = false;
        if (message.Type != RouteMessageType.NEWROUTE)
        {
            return NetlinkRefusal.Kind;
        }

        if (message.Payload.Length < FixedLength)
        {
            return NetlinkRefusal.Truncated;
        }

        isLocal = message.Payload[7] == RTN_LOCAL;
        return NetlinkRefusal.None;
    }

    private static ReadOnlySpan<byte> Change(
        Span<byte> buffer, ushort type, NetlinkFlags flags, uint sequence, byte scope, IPNetwork destination, int index, IPAddress? gateway)
    {
        NetlinkWriter writer = new(buffer, type, flags, sequence);
        Span<byte> route = writer.Reserve(FixedLength);
        route[0] = AddressMessage.FamilyOf(destination.BaseAddress);
        route[1] = (byte)destination.PrefixLength;
        route[4] = RT_TABLE_MAIN;
        bool isNew = type == RouteMessageType.NEWROUTE;
        route[5] = isNew ? RTPROT_STATIC : (byte)0;
        route[6] = scope;
        route[7] = isNew ? RTN_UNICAST : (byte)0;
        if (destination.PrefixLength > 0)
        {
            writer.Add(RTA_DST, destination.BaseAddress.GetAddressBytes());
        }

        writer.Add(RTA_OIF, (uint)index);
        if (gateway is not null)
        {
            writer.Add(RTA_GATEWAY, gateway.GetAddressBytes());
        }

        return writer.Finish();
    }
}
