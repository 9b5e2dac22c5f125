using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>A packet device of the kernel's as a link: a TUN interface, a packet socket, a netfilter queue.</summary>
/// <param name="device">The device, the link's from now on.</param>
public sealed class DeviceLink(IPacketDevice device) : ILink
{
    private const DeviceOffloads Segmentation = DeviceOffloads.TcpSegmentation4 | DeviceOffloads.TcpSegmentation6;

    private int _opened;

    /// <inheritdoc/>
    public string Name => device.Name;

    /// <inheritdoc/>
    public MacAddress? HardwareAddress { get; } = Read(device.HardwareAddress);

    /// <inheritdoc/>
    public int Mtu => device.Mtu;

    /// <inheritdoc/>
    public int SuperSegment => (device.SendOffloads & Segmentation) == Segmentation ? Math.Min(device.MaximumPacket, ushort.MaxValue) : 0;

    /// <inheritdoc/>
    public bool FillsChecksums => (device.SendOffloads & DeviceOffloads.Checksum) != 0;

    /// <inheritdoc/>
    public ILinkQueue OpenQueue()
    {
        int queue = Interlocked.Increment(ref _opened) - 1;
        return queue < device.QueueCount ? new DeviceQueue(device, queue) : throw new LinuxException(
            device.Name, Errno.EBUSY, $"The device was opened with {device.QueueCount} queues, one for each loop, and all are in use.");
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private static MacAddress? Read(HardwareAddress? address)
    {
        if (address is not { } known)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        known.CopyTo(bytes);
        return MacAddress.Read(bytes);
    }
}
