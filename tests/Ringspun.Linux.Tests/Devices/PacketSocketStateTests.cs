using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>Interfaces that go down, come up again or are removed under a packet socket.</summary>
public sealed class PacketSocketStateTests
{
    [Fact]
    public void Without_a_peer_there_is_no_place_for_a_packet() => TestWire.Run(wire =>
    {
        wire.Route.SetUp(wire.Kernel.Index, isUp: false).ThrowIfFailed("down");
        byte[] frame = wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 1, [1]));
        Assert.Equal(new DeviceResult(DeviceOutcome.NoBuffers, Errno.ENOBUFS), wire.Device.Send(0, frame, default));
    });

    [Fact]
    public void An_interface_that_is_down_says_so_until_it_is_up() => TestWire.Run(wire =>
    {
        byte[] frame = wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 1, [1]));
        wire.Route.SetUp(wire.Own.Index, isUp: false).ThrowIfFailed("down");
        Assert.Equal(DeviceOutcome.Down, wire.Drain());
        Assert.Equal(DeviceOutcome.WouldBlock, wire.Drain());
        Assert.Equal(new DeviceResult(DeviceOutcome.Down, Errno.ENETDOWN), wire.Device.Send(0, frame, default));
        wire.Route.SetUp(wire.Own.Index).ThrowIfFailed("up");
        Assert.True(wire.Device.Send(0, frame, default).IsDone);
    });

    [Fact]
    public void A_removed_interface_is_gone_and_says_so() => TestWire.Run(wire =>
    {
        wire.Route.DeleteLink(wire.Own.Index).ThrowIfFailed("delete");
        Ready.Wait(wire.Device.ReceiveDescriptor(0), EpollEvents.ERR);
        Assert.Equal(DeviceOutcome.Gone, wire.Drain());
        byte[] frame = wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 1, [1]));
        Assert.Equal(new DeviceResult(DeviceOutcome.Gone, Errno.ENXIO), wire.Device.Send(0, frame, default));
    });

    [Fact]
    public void What_becomes_of_the_interface_is_told_beside_its_packets() => TestWire.Run(wire =>
    {
        wire.Route.SetUp(wire.Own.Index, isUp: false).ThrowIfFailed("down");
        AwaitState(wire.Device, new DeviceResult(DeviceOutcome.Down, Errno.ENETDOWN));
        wire.Route.SetUp(wire.Own.Index).ThrowIfFailed("up");
        AwaitState(wire.Device, DeviceResult.Done);

        // Other links do not matter. That its wire is connected the kernel tells of this one in its own time.
        (LinkInfo other, _) = TestLinks.AddVeth("other", "peer");
        wire.Route.DeleteLink(other.Index).ThrowIfFailed("delete another");
        Assert.True(wire.Device.ReadState(0).Outcome is DeviceOutcome.WouldBlock or DeviceOutcome.Done);
        wire.Route.DeleteLink(wire.Own.Index).ThrowIfFailed("delete");
        AwaitState(wire.Device, new DeviceResult(DeviceOutcome.Gone, Errno.ENODEV));
        Assert.Equal(DeviceOutcome.WouldBlock, wire.Device.ReadState(0).Outcome);
        wire.Device.Dispose();
        Assert.Equal((-1, DeviceOutcome.Closed), (wire.Device.StateDescriptor(0), wire.Device.ReadState(0).Outcome));
    });

    /// <summary>Reads news until the one that is expected comes.</summary>
    private static void AwaitState(PacketSocketDevice device, DeviceResult expected)
    {
        DeviceResult state;
        do
        {
            Ready.Wait(device.StateDescriptor(0), EpollEvents.IN);
            state = device.ReadState(0);
        }
        while (state != expected);
    }

    [Fact]
    public void More_news_than_there_is_room_for_hides_nothing() => TestWire.Run(wire =>
    {
        wire.Route.SetUp(wire.Own.Index, isUp: false).ThrowIfFailed("down");
        Flood(wire);
        Assert.Equal(DeviceOutcome.Down, wire.Device.ReadState(0).Outcome);
        Flood(wire);
        wire.Route.SetUp(wire.Own.Index).ThrowIfFailed("up");
        Assert.Equal(DeviceOutcome.Done, wire.Device.ReadState(0).Outcome);
        Flood(wire);
        wire.Route.DeleteLink(wire.Own.Index).ThrowIfFailed("delete");
        Assert.Equal(DeviceOutcome.Gone, wire.Device.ReadState(0).Outcome);
    });

    private static void Flood(TestWire wire)
    {
        for (int i = 0; i < 1_000; i++)
        {
            wire.Route.SetMtu(wire.Own.Index, 1400 + (i % 2)).ThrowIfFailed("mtu");
        }
    }
}
