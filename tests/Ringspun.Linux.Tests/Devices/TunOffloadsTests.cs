using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

public sealed class TunOffloadsTests
{
    private const DeviceOffloads Tcp =
        DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4 | DeviceOffloads.TcpSegmentation6 | DeviceOffloads.TcpSegmentationEcn;

    [Theory]
    [InlineData(DeviceOffloads.All, DeviceOffloads.All)]
    [InlineData(Tcp, Tcp)]
    [InlineData(Tcp & ~DeviceOffloads.TcpSegmentationEcn, Tcp & ~DeviceOffloads.TcpSegmentationEcn)]
    [InlineData(DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4, DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4)]
    [InlineData(DeviceOffloads.Checksum, DeviceOffloads.Checksum)]
    [InlineData(DeviceOffloads.None, DeviceOffloads.None)]
    public void A_kernel_that_knows_less_gets_less(DeviceOffloads known, DeviceOffloads expected)
    {
        Assert.Equal(0, TunOffloads.Negotiate(DeviceOffloads.All, asked => (asked & ~known) == 0 ? 0 : -(int)Errno.EINVAL, out DeviceOffloads agreed));
        Assert.Equal(expected, agreed);
    }

    [Fact]
    public void No_more_is_asked_for_than_is_wanted()
    {
        List<DeviceOffloads> asked = [];
        Assert.Equal(-(int)Errno.EINVAL, TunOffloads.Negotiate(
            DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4,
            offloads =>
            {
                asked.Add(offloads);
                return -(int)Errno.EINVAL;
            },
            out _));
        Assert.Equal([DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4, DeviceOffloads.Checksum, DeviceOffloads.None], asked);
    }

    [Fact]
    public void Another_error_ends_it()
    {
        int times = 0;
        Assert.Equal(-(int)Errno.EBADFD, TunOffloads.Negotiate(DeviceOffloads.All, _ => -(int)Errno.EBADFD * ++times, out _));
        Assert.Equal(1, times);
    }

    [Theory]
    [InlineData(DeviceOffloads.TcpSegmentation4, DeviceOffloads.None)]
    [InlineData(DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentationEcn, DeviceOffloads.Checksum)]
    [InlineData((DeviceOffloads)0x1000, DeviceOffloads.None)]
    [InlineData(DeviceOffloads.All, DeviceOffloads.All)]
    public void What_hangs_on_something_else_goes_with_it(DeviceOffloads wanted, DeviceOffloads sensible) =>
        Assert.Equal(sensible, DeviceFraming.Sensible(wanted));
}
