using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>A TUN interface under io_uring, several reads in flight.</summary>
public sealed class TunRingTests
{
    [Fact]
    public void Reads_in_flight_and_writes_carry_packets_until_the_interface_goes() => TestTun.Run(device =>
    {
        using DeviceRing ring = new(device);
        ring.Ping(packet => TestPacket.For(device, packet), skip: 0);
        using RouteNetlink route = RouteNetlink.Open();
        route.DeleteLink(TestLinks.Find(route, TestTun.Name).Index).ThrowIfFailed("delete");
        for (int i = 0; i < DeviceRing.InFlight; i++)
        {
            Assert.Equal(DeviceOutcome.Gone, ring.NextFailure());
        }
    });
}
