using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

public sealed class PacketDeviceExceptionTests
{
    [Fact]
    public void The_message_names_the_device_the_reason_and_the_way_out()
    {
        PacketDeviceException failure = new("tun:t0", DeviceError.NotPermitted, "the interface cannot be made", Errno.EPERM, "Run as root.");
        Assert.Equal("tun:t0: the interface cannot be made: EPERM (Operation not permitted). Run as root.", failure.Message);
        Assert.Equal(((int)Errno.EPERM, DeviceError.NotPermitted), (failure.HResult, failure.Error));
    }

    [Fact]
    public void Without_an_errno_the_reason_stands_alone() =>
        Assert.Equal("nfqueue:70000: no number", new PacketDeviceException("nfqueue:70000", DeviceError.BadOption, "no number").Message);
}
