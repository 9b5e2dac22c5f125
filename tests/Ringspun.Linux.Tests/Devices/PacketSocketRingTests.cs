using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>A packet socket under io_uring: read(2) and write(2), as for every device with descriptors for both.</summary>
public sealed class PacketSocketRingTests
{
    [Fact]
    public void Reads_in_flight_and_writes_carry_packets_until_the_interface_goes() => TestWire.Run(wire =>
    {
        using DeviceRing ring = new(wire.Device);
        ring.Ping(wire.Frame, skip: 14);
        wire.Route.DeleteLink(wire.Own.Index).ThrowIfFailed("delete");

        // The error is told to one read; the driver then cancels the others, which would wait for ever.
        Assert.Equal(DeviceOutcome.Gone, ring.NextFailure());
        ring.CancelOthers();
    });
}
