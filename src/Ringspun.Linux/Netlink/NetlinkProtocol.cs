namespace Ringspun.Linux.Netlink;

/// <summary>Netlink's protocols (source: netlink(7)).</summary>
internal enum NetlinkProtocol
{
    /// <summary>Links, addresses and routes (NETLINK_ROUTE, rtnetlink(7)).</summary>
    ROUTE = 0,

    /// <summary>Netfilter's subsystems, queues among them (NETLINK_NETFILTER).</summary>
    NETFILTER = 12,
}
