namespace Ringspun.Linux.Devices;

/// <summary>
/// A TUN interface: what the kernel sends to it is received here, and what is sent here comes to the kernel as from a wire
/// (source: Documentation/networking/tuntap.rst). When it is closed the interface goes, unless it is persistent or another program has it open.
/// </summary>
/// <remarks>
/// A kernel with IPv6 sends packets of its own to a new interface: router solicitations and multicast reports. Outcomes beside the usual: sending to an
/// interface that is down is <see cref="DeviceOutcome.Down"/> (-EIO), receiving from it <see cref="DeviceOutcome.WouldBlock"/>; once the interface was
/// removed both are <see cref="DeviceOutcome.Gone"/> (-EBADFD), and the descriptors report an error to epoll.
/// </remarks>
public sealed partial class TunDevice : InterfaceDevice
{
    private TunDevice(string interfaceName, OwnedDescriptor[] queues, DeviceOffloads offloads, int headroom, int mtu)
        : base(interfaceName, queues, headroom, mtu)
    {
        ReceiveOffloads = offloads;

        // What the kernel hands out it also takes.
        SendOffloads = offloads;
        int longest = (offloads & ~DeviceOffloads.Checksum) == 0 ? mtu : Math.Max(mtu, DeviceFraming.LongestSuperSegment);
        MaximumPacket = longest;
        ReceiveBufferLength = headroom + longest + 1;
    }

    /// <inheritdoc/>
    public override string Name => Describe(InterfaceName);

    private protected override int LongestWhole => Mtu;

    /// <inheritdoc/>
    public override LinkLayer LinkLayer => LinkLayer.Ip;

    /// <inheritdoc/>
    public override ReceivedPacket Receive(int queue, Span<byte> buffer)
    {
        DeviceFraming.CheckBuffer(buffer.Length, ReceiveBufferLength);
        int length = Descriptors.Read(Queues[queue], buffer);
        if (length < 0)
        {
            return NoPacket(length);
        }

        return Accept(queue, buffer[..length]);
    }

    /// <inheritdoc/>
    public override DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header)
    {
        DeviceResult framed = Frame(buffer, header);
        if (!framed.IsDone)
        {
            return framed;
        }

        int written = Descriptors.Write(Queues[queue], buffer);
        return DeviceFraming.Written(this, written, buffer.Length);
    }

    /// <inheritdoc/>
    public override DeviceResult Explain(int result, bool isSend)
    {
        Errno errno = result.ToErrno();
        return new DeviceResult(
            errno switch
            {
                Errno.None => DeviceOutcome.Done,
                Errno.EAGAIN => DeviceOutcome.WouldBlock,
                Errno.EIO when isSend => DeviceOutcome.Down,
                Errno.EINVAL when isSend => DeviceOutcome.Refused,
                Errno.EMSGSIZE => DeviceOutcome.TooLong,
                Errno.ENOBUFS or Errno.ENOMEM => DeviceOutcome.NoBuffers,
                Errno.EBADFD or Errno.ENODEV or Errno.ENXIO => DeviceOutcome.Gone,

                // What a read gets that waits, or comes, while the interface is being removed.
                Errno.EFAULT when !isSend => DeviceOutcome.Gone,
                Errno.EBADF => DeviceOutcome.Closed,
                _ => DeviceOutcome.Failed,
            },
            errno);
    }

    /// <summary>Closes the device, and the interface goes though it was persistent, unless another program has it open.</summary>
    /// <exception cref="PacketDeviceException">The kernel refuses.</exception>
    public void Remove()
    {
        int result = TunControl.SetPersistent(Queues[0], isPersistent: false);
        if (result < 0 && result != -(int)Errno.EBADFD)
        {
            throw Failure(InterfaceName, result, "the interface cannot be removed");
        }

        Dispose();
    }
}
