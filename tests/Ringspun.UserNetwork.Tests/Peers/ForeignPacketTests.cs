using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Devices;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>Packets that are for somebody else: the stack neither answers them nor forwards them, and counts them.</summary>
public sealed class ForeignPacketTests
{
    private const int Own = 3;
    private static readonly IPAddress Elsewhere = IPAddress.Parse("10.0.0.9");
    private static readonly HardwareAddress Stranger = new([2, 0, 0, 0, 0, 9]);

    /// <summary>With the filter such frames would not even come.</summary>
    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Of_frames_to_another_station_and_packets_to_another_address_none_is_answered(string driver) => VethPeer.Run(
        driver,
        static world =>
        {
            using RouteNetlink route = RouteNetlink.Open();
            HardwareAddress kernel = TestLinks.Find(route, VethPeer.KernelEnd).HardwareAddress!.Value;
            HardwareAddress stack = TestLinks.Find(route, PeerWorld.Interface).HardwareAddress!.Value;
            using PacketSocketDevice wire = PacketSocketDevice.Open(new PacketSocketOptions { Name = VethPeer.KernelEnd });
            Send(wire, kernel, Stranger, PeerWorld.StackAddress, 1);
            Send(wire, kernel, stack, Elsewhere, 2);
            Send(wire, kernel, stack, PeerWorld.StackAddress, Own);

            // The kernel asks who has its address while the answer waits for that.
            Assert.Equal(Own, FirstReply(wire));
            Assert.True(world.Stack.Statistics.Counters[nameof(StackCounter.NotForUs)] >= 2);
        },
        device: VethPeer.Options with { IsFiltered = false });

    private static void Send(PacketSocketDevice wire, HardwareAddress source, HardwareAddress destination, IPAddress address, int id)
    {
        byte[] frame = new byte[14];
        destination.CopyTo(frame);
        source.CopyTo(frame.AsSpan(6));
        frame[12] = 8;
        byte[] packet = [.. frame, .. TestPacket.Echo(PeerWorld.KernelAddress, address, isReply: false, id, [1, 2, 3])];
        Assert.Equal(DeviceResult.Done, wire.Send(0, TestPacket.For(wire, packet), default));
    }

    /// <summary>The identifier of the first echo reply that comes.</summary>
    private static int FirstReply(PacketSocketDevice wire)
    {
        byte[] buffer = new byte[wire.ReceiveBufferLength];
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using EpollEventBuffer events = new(1);
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, wire.ReceiveDescriptor(0), EpollEvents.IN));
        while (true)
        {
            ReceivedPacket received = wire.Receive(0, buffer);
            if (received.Outcome == DeviceOutcome.WouldBlock)
            {
                Assert.Equal(1, Epoll.Wait(epoll.Number, events, PeerWorld.Patience.Ticks * TimeSpan.NanosecondsPerTick));
                continue;
            }

            Assert.True(received.IsDone);
            ReadOnlySpan<byte> packet = buffer.AsSpan(received.Offset, received.Length)[14..];
            if (packet[0] >> 4 == 4 && TestPacket.Protocol(packet) == TestPacket.Icmp && TestPacket.Upper(packet)[0] == 0)
            {
                return TestPacket.Upper(packet)[5];
            }
        }
    }
}
