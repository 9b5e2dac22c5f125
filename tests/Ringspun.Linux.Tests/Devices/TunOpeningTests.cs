using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

[Collection(nameof(ProcessSensitive))]
public sealed class TunOpeningTests
{
    private static readonly TunOptions Plain = new() { Name = TestTun.Name };

    [Fact]
    public void A_device_is_made_configured_and_gone_when_it_is_closed() => TestTun.RunAlone(() =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        InterfaceAddress pair = new(TestTun.Kernel, 32, TestTun.Stack);
        using (TunDevice device = TunDevice.Open(Plain with { Creation = TunCreation.Always, Mtu = 9000, Addresses = [pair] }))
        {
            LinkInfo link = TestLinks.Find(route, TestTun.Name);
            Assert.Equal(("tun", 9000, true), (link.Kind, link.Mtu, link.IsUp));
            Assert.Equal(9000, device.Mtu);
            Assert.True(route.GetAddresses(link.Index, out IReadOnlyList<InterfaceAddress> addresses).IsDone);
            Assert.Contains(pair, addresses);
        }

        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink(TestTun.Name, out _).Outcome);
    });

    [Fact]
    public void A_persistent_device_stays_until_it_is_removed() => TestTun.RunAlone(() =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        TunDevice.Open(Plain with { IsPersistent = true, SwitchOn = false }).Dispose();
        LinkInfo link = TestLinks.Find(route, TestTun.Name);
        Assert.Equal((false, true), (link.IsUp, link.Tun is null or { IsPersistent: true }));

        using TunDevice again = TunDevice.Open(TestTun.Options with { Creation = TunCreation.Never });
        Assert.Equal(link.Index, TestLinks.Find(route, TestTun.Name).Index);
        again.Remove();
        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink(TestTun.Name, out _).Outcome);
    });

    [Fact]
    public void Addresses_that_are_there_are_no_failure() => TestTun.RunAlone(() =>
    {
        TunDevice.Open(TestTun.Options with { IsPersistent = true }).Dispose();
        using TunDevice again = TunDevice.Open(TestTun.Options);
    });

    [Fact]
    public void What_an_earlier_program_chose_does_not_matter() => TestTun.RunAlone(() =>
    {
        TunDevice.Open(TestTun.Options with { IsPersistent = true, Offloads = DeviceOffloads.None }).Dispose();
        using (TunDevice device = TunDevice.Open(TestTun.Options))
        {
            Assert.True(device.ReceiveOffloads.HasFlag(DeviceOffloads.TcpSegmentation4));
            Assert.True(device.Send(0, TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, false, 1, [1])), default).IsDone);
            _ = new DeviceReader(device).Next(TestPacket.Icmp);
        }

        using TunDevice without = TunDevice.Open(TestTun.Options with { Offloads = DeviceOffloads.None });
        Assert.True(without.Send(0, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, false, 1, [1]), default).IsDone);
        _ = new DeviceReader(without).Next(TestPacket.Icmp);
    });

    [Fact]
    public void A_device_in_use_is_busy() => TestTun.RunAlone(() =>
    {
        using TunDevice device = TunDevice.Open(Plain);
        Assert.Equal((DeviceError.Busy, Errno.EBUSY), Refusal(Plain));
        Assert.Equal((DeviceError.Busy, Errno.EBUSY), Refusal(Plain with { Creation = TunCreation.Always }));
        Assert.Equal((DeviceError.TooManyQueues, Errno.EINVAL), Refusal(Plain with { Queues = 2 }));
    });

    [Fact]
    public void A_device_for_several_queues_takes_another_program() => TestTun.RunAlone(() =>
    {
        using TunDevice device = TunDevice.Open(Plain with { Queues = 2 });
        using TunDevice another = TunDevice.Open(Plain);
        using RouteNetlink route = RouteNetlink.Open();
        Assert.Equal(3, TestLinks.Find(route, TestTun.Name).Tun?.Queues ?? 3);
    });

    [Fact]
    public void A_name_that_another_kind_of_interface_has_is_refused() => TestTun.RunAlone(() =>
    {
        TestLinks.AddVeth(TestTun.Name, "peer");
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => TunDevice.Open(Plain));
        Assert.Equal(DeviceError.OtherKind, failure.Error);
        Assert.Contains("'veth'", failure.Message, StringComparison.Ordinal);
        Assert.Equal((DeviceError.OtherKind, Errno.EINVAL), Refusal(Plain with { Name = "lo" }));
    });

    [Fact]
    public void A_tap_interface_is_another_kind() => TestTun.RunAlone(() =>
    {
        using OwnedDescriptor tap = OwnedDescriptor.FromResult(TunControl.Open(), "open");
        Assert.Equal(0, TunControl.Attach(tap.Number, TestTun.Name, TunControl.IFF_NO_PI | 2));
        Assert.Equal((DeviceError.OtherKind, Errno.EINVAL), Refusal(Plain));
    });

    [Fact]
    public void What_must_be_there_is_missed() => TestTun.RunAlone(() =>
        Assert.Equal((DeviceError.NotFound, Errno.ENODEV), Refusal(Plain with { Creation = TunCreation.Never })));

    [Theory]
    [InlineData(60)]
    [InlineData(70_000)]
    [InlineData(-1)]
    public void An_mtu_that_cannot_be_is_refused_and_nothing_stays(int mtu) => TestTun.RunAlone(() =>
    {
        Assert.Equal(DeviceError.MtuRefused, Refusal(Plain with { Mtu = mtu }).Error);
        using RouteNetlink route = RouteNetlink.Open();
        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink(TestTun.Name, out _).Outcome);
    });

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        Assert.Equal((DeviceError.BadOption, Errno.None), Refusal(Plain with { Name = "a/b" }));
        Assert.Equal((DeviceError.TooManyQueues, Errno.None), Refusal(Plain with { Queues = 0 }));
        Assert.Equal((DeviceError.TooManyQueues, Errno.None), Refusal(Plain with { Queues = 257 }));
    }

    [Fact]
    public void Without_capabilities_nothing_is_made() => TestTun.RunAlone(() =>
    {
        ThreadRights.DropCapabilities();
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => TunDevice.Open(Plain));
        Assert.Equal((DeviceError.NotPermitted, Errno.EPERM), (failure.Error, failure.Errno));
        Assert.Contains("CAP_NET_ADMIN", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unshare -Urn", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Without_capabilities_what_is_ready_can_be_used() => TestTun.RunAlone(() =>
    {
        TunDevice.Open(TestTun.Options with { IsPersistent = true }).Dispose();
        ThreadRights.DropCapabilities();
        using (TunDevice device = TunDevice.Open(Plain))
        {
            Assert.True(device.Send(0, TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, false, 1, [1])), default).IsDone);
        }

        Assert.Equal((DeviceError.NotPermitted, Errno.EPERM), Refusal(Plain with { Mtu = 1400 }));
    });

    [Fact]
    public void A_machine_without_the_driver_says_how_to_get_it() => NetworkNamespace.Run(() =>
    {
        ThreadRights.Hide("/dev/net");
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => TunDevice.Open(Plain));
        Assert.Equal((DeviceError.NoDriver, Errno.ENOENT), (failure.Error, failure.Errno));
        Assert.Contains("modprobe tun", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_driver_that_is_not_for_this_user_says_so() => NetworkNamespace.Run(() =>
    {
        ThreadRights.Hide("/dev/net");
        File.Create("/dev/net/tun").Dispose();
        File.SetUnixFileMode("/dev/net/tun", UnixFileMode.None);
        ThreadRights.DropCapabilities();
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => TunDevice.Open(Plain));
        Assert.Equal((DeviceError.NotPermitted, Errno.EACCES), (failure.Error, failure.Errno));
        Assert.Contains("chmod 666 /dev/net/tun", failure.Message, StringComparison.Ordinal);
    });

    private static (DeviceError Error, Errno Errno) Refusal(TunOptions options)
    {
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => TunDevice.Open(options));
        return (failure.Error, failure.Errno);
    }
}
