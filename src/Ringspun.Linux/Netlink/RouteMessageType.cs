namespace Ringspun.Linux.Netlink;

/// <summary>What rtnetlink's messages are about (source: rtnetlink(7)).</summary>
internal static class RouteMessageType
{
    internal const ushort NEWLINK = 16;
    internal const ushort DELLINK = 17;
    internal const ushort GETLINK = 18;
    internal const ushort NEWADDR = 20;
    internal const ushort DELADDR = 21;
    internal const ushort GETADDR = 22;
    internal const ushort NEWROUTE = 24;
    internal const ushort DELROUTE = 25;
    internal const ushort GETROUTE = 26;
}
