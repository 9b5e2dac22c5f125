using Ringspun.Linux.Devices;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>Much data between the kernel and the stack over a TUN interface. Each value meets each other value in some case.</summary>
public sealed class TunTransferTests
{
    private const int Length = 20_000_000;

    [Theory]
    [InlineData("epoll", true, false, DeviceOffloads.All, 1500)]
    [InlineData("epoll", false, true, DeviceOffloads.All, 1280)]
    [InlineData("epoll", false, false, DeviceOffloads.None, 9000)]
    [InlineData("epoll", true, true, DeviceOffloads.None, 1500)]
    [InlineData("io_uring", true, true, DeviceOffloads.All, 9000)]
    [InlineData("io_uring", false, false, DeviceOffloads.All, 1500)]
    [InlineData("io_uring", true, false, DeviceOffloads.None, 1280)]
    [InlineData("io_uring", false, true, DeviceOffloads.None, 1500)]
    [InlineData("io_uring", true, false, DeviceOffloads.Checksum, 9000)]
    public void Both_directions_at_once(string driver, bool kernelListens, bool six, DeviceOffloads offloads, int mtu) => TunPeer.Run(
        driver, world => Exchange.Check(world, kernelListens, six, Length), TunPeer.Options with { Offloads = offloads, Mtu = mtu });
}
