using System.Net;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Netlink;

public sealed class RouteNetlinkTests
{
    private static readonly InterfaceAddress Four = new(IPAddress.Parse("10.1.2.3"), 24);
    private static readonly InterfaceAddress Pair = new(IPAddress.Parse("10.9.0.1"), 32, IPAddress.Parse("10.9.0.2"));
    private static readonly InterfaceAddress Six = new(IPAddress.Parse("fd00::3"), 64);

    [Fact]
    public void Loopback_is_there_without_any_right()
    {
        using RouteNetlink route = RouteNetlink.Open();
        Assert.True(route.FindLink("lo", out LinkInfo? byName).IsDone);
        Assert.True(route.FindLink(byName!.Index, out LinkInfo? byIndex).IsDone);
        Assert.Equal((byName.Name, "lo", true), (byIndex!.Name, byIndex.Name, byName.Flags.HasFlag(LinkFlags.LOOPBACK)));
        Assert.True(route.GetLinks(out IReadOnlyList<LinkInfo> links).IsDone);
        Assert.Contains(links, link => link.Name == "lo");
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using RouteNetlink route = RouteNetlink.Open();
        NetlinkResult result = route.FindLink("no-such-link", out LinkInfo? link);
        Assert.Equal((NetlinkOutcome.NotThere, Errno.ENODEV, null), (result.Outcome, result.Errno, link));
        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink(int.MaxValue, out _).Outcome);
        LinuxException failure = Assert.Throws<LinuxException>(() => result.ThrowIfFailed("find"));
        Assert.Equal(Errno.ENODEV, failure.Errno);
        Assert.Throws<ArgumentException>(() => route.FindLink("a/b", out _));
    }

    [Fact]
    public void Links_are_switched_and_sized() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, LinkInfo right) = TestLinks.AddVeth("left", "right", isUp: false);
        Assert.Equal(("veth", 1, 1500, false), (left.Kind, left.HardwareType, left.Mtu, left.IsUp));
        Assert.NotNull(left.HardwareAddress);
        Assert.NotEqual(left.HardwareAddress, right.HardwareAddress);
        using RouteNetlink route = RouteNetlink.Open();
        Assert.True(route.SetUp(left.Index).IsDone);
        Assert.True(route.SetMtu(left.Index, 1280).IsDone);
        LinkInfo changed = TestLinks.Find(route, "left");
        Assert.Equal((true, 1280), (changed.IsUp, changed.Mtu));
        Assert.True(route.SetUp(left.Index, isUp: false).IsDone);
        Assert.False(TestLinks.Find(route, "left").IsUp);
    });

    [Fact]
    public void The_kernel_says_why_it_refuses() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, _) = TestLinks.AddVeth("left", "right");
        using RouteNetlink route = RouteNetlink.Open();
        NetlinkResult result = route.SetMtu(left.Index, 1_000_000);
        Assert.Equal((NetlinkOutcome.Refused, Errno.EINVAL), (result.Outcome, result.Errno));
        Assert.Contains("mtu", result.Text, StringComparison.OrdinalIgnoreCase);
        LinuxException failure = Assert.Throws<LinuxException>(() => result.ThrowIfFailed("set the MTU"));
        Assert.Contains(result.Text!, failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Links_are_removed_and_loopback_is_not() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, _) = TestLinks.AddVeth("left", "right");
        using RouteNetlink route = RouteNetlink.Open();
        Assert.True(route.DeleteLink(left.Index).IsDone);
        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink("right", out _).Outcome);
        Assert.Equal(NetlinkOutcome.NotThere, route.DeleteLink(left.Index).Outcome);
        Assert.Equal(NetlinkOutcome.Unsupported, route.DeleteLink(TestLinks.Find(route, "lo").Index).Outcome);
    });

    [Fact]
    public void Addresses_are_added_listed_and_removed() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, LinkInfo right) = TestLinks.AddVeth("left", "right", isUp: false);
        using RouteNetlink route = RouteNetlink.Open();
        foreach (InterfaceAddress address in (InterfaceAddress[])[Four, Pair, Six])
        {
            Assert.True(route.AddAddress(left.Index, address).IsDone);
            Assert.Equal(NetlinkOutcome.AlreadyThere, route.AddAddress(left.Index, address).Outcome);
        }

        Assert.True(route.GetAddresses(left.Index, out IReadOnlyList<InterfaceAddress> found).IsDone);
        Assert.Equal([Four, Pair, Six], found);
        Assert.True(route.GetAddresses(right.Index, out found).IsDone);
        Assert.Empty(found);
        foreach (InterfaceAddress address in (InterfaceAddress[])[Four, Pair, Six])
        {
            Assert.True(route.DeleteAddress(left.Index, address).IsDone);
            Assert.Equal(NetlinkOutcome.NotThere, route.DeleteAddress(left.Index, address).Outcome);
        }

        Assert.Equal(NetlinkOutcome.NotThere, route.AddAddress(999, Four).Outcome);
    });

    [Fact]
    public void An_address_is_waited_for_until_packets_for_it_are_taken() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, _) = TestLinks.AddVeth("left", "right");
        using RouteNetlink route = RouteNetlink.Open();
        foreach (InterfaceAddress address in (InterfaceAddress[])[Four, Six])
        {
            Assert.False(route.WaitUntilLocal(address.Local, TimeSpan.Zero));
            route.AddAddress(left.Index, address).ThrowIfFailed("add");
            Assert.True(route.WaitUntilLocal(address.Local, TimeSpan.FromSeconds(10)));
        }
    });

    [Fact]
    public void Routes_are_added_and_removed() => NetworkNamespace.Run(() =>
    {
        (LinkInfo left, _) = TestLinks.AddVeth("left", "right");
        using RouteNetlink route = RouteNetlink.Open();
        route.AddAddress(left.Index, Four).ThrowIfFailed("add");
        route.AddAddress(left.Index, Six).ThrowIfFailed("add");
        (IPNetwork Network, IPAddress? Gateway)[] routes =
        [
            (IPNetwork.Parse("192.0.2.0/24"), null),
            (IPNetwork.Parse("0.0.0.0/0"), IPAddress.Parse("10.1.2.1")),
            (IPNetwork.Parse("2001:db8::/32"), null),
            (IPNetwork.Parse("::/0"), IPAddress.Parse("fd00::1")),
        ];
        foreach ((IPNetwork network, IPAddress? gateway) in routes)
        {
            Assert.Equal(default, route.AddRoute(network, left.Index, gateway));
            Assert.Equal(NetlinkOutcome.AlreadyThere, route.AddRoute(network, left.Index, gateway).Outcome);
            Assert.Equal(default, route.DeleteRoute(network, left.Index, gateway));
            Assert.Equal(NetlinkOutcome.NotThere, route.DeleteRoute(network, left.Index, gateway).Outcome);
        }

        Assert.Equal(NetlinkOutcome.Unreachable, route.AddRoute(IPNetwork.Parse("0.0.0.0/0"), left.Index, IPAddress.Parse("172.31.0.1")).Outcome);
        route.SetUp(left.Index, isUp: false).ThrowIfFailed("down");
        Assert.Equal(NetlinkOutcome.Unreachable, route.AddRoute(IPNetwork.Parse("192.0.2.0/24"), left.Index).Outcome);
    });

    [Fact]
    public void Many_links_take_several_reads() => NetworkNamespace.Run(() =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        for (int i = 0; i < 60; i++)
        {
            TestLinks.AddVeth($"left{i}", $"right{i}", isUp: false);
        }

        Assert.True(route.GetLinks(out IReadOnlyList<LinkInfo> links).IsDone);
        Assert.Equal(120, links.Count(link => link.Kind == "veth"));
    });

    [Fact]
    public void Values_that_cannot_be_are_refused_here()
    {
        using RouteNetlink route = RouteNetlink.Open();
        Assert.Throws<ArgumentException>(() => route.AddAddress(1, Four with { PrefixLength = 33 }));
        Assert.Throws<ArgumentException>(() => route.AddAddress(1, Four with { Peer = IPAddress.IPv6Loopback }));
        Assert.Throws<ArgumentException>(() => route.AddRoute(IPNetwork.Parse("10.0.0.0/8"), 1, IPAddress.IPv6Loopback));
        Assert.Throws<ArgumentOutOfRangeException>(() => route.FindLink(0, out _));
    }

    [Theory]
    [InlineData(Errno.None, NetlinkOutcome.Done)]
    [InlineData(Errno.EPERM, NetlinkOutcome.NotPermitted)]
    [InlineData(Errno.EACCES, NetlinkOutcome.Unsupported)]
    [InlineData(Errno.EBUSY, NetlinkOutcome.Busy)]
    [InlineData(Errno.ENOBUFS, NetlinkOutcome.NoBuffers)]
    [InlineData(Errno.EIO, NetlinkOutcome.Failed)]
    public void Errors_mean_outcomes(Errno errno, NetlinkOutcome outcome) => Assert.Equal(outcome, NetlinkResult.From(errno).Outcome);
}
