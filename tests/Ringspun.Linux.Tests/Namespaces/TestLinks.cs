using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Tests.Namespaces;

/// <summary>Interfaces for tests, in the network of the calling thread.</summary>
internal static class TestLinks
{
    private const ushort VETH_INFO_PEER = 1;

    /// <summary>Two Ethernet interfaces with a wire between them, switched on unless told otherwise.</summary>
    public static (LinkInfo Left, LinkInfo Right) AddVeth(string left, string right, bool isUp = true)
    {
        using NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.ROUTE);
        byte[] buffer = new byte[256];
        NetlinkWriter writer = new(
            buffer, RouteMessageType.NEWLINK, NetlinkFlags.REQUEST | NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.EXCL, socket.NextSequence());
        writer.Reserve(16);
        writer.Add(LinkMessage.IFLA_IFNAME, left);
        int info = writer.BeginNested(LinkMessage.IFLA_LINKINFO);
        writer.Add(LinkMessage.IFLA_INFO_KIND, "veth");
        int data = writer.BeginNested(LinkMessage.IFLA_INFO_DATA);
        int peer = writer.BeginNested(VETH_INFO_PEER);
        writer.Reserve(16);
        writer.Add(LinkMessage.IFLA_IFNAME, right);
        writer.EndNested(peer);
        writer.EndNested(data);
        writer.EndNested(info);
        NetlinkResult result = socket.Request(writer.Finish());
        Assert.SkipWhen(result.Outcome == NetlinkOutcome.Unsupported, $"The kernel has no veth interfaces: {result}");
        result.ThrowIfFailed("add veth");
        using RouteNetlink route = RouteNetlink.Open();
        if (isUp)
        {
            route.SetUp(Find(route, left).Index).ThrowIfFailed(left);
            route.SetUp(Find(route, right).Index).ThrowIfFailed(right);
        }

        return (Find(route, left), Find(route, right));
    }

    public static LinkInfo Find(RouteNetlink route, string name)
    {
        route.FindLink(name, out LinkInfo? link).ThrowIfFailed(name);
        return link!;
    }
}
