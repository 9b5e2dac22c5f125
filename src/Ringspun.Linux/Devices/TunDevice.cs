namespace Ringspun.Linux.Devices;

/// <summary>
/// A TUN interface: what the kernel sends to it is received here, and what is sent here comes to the kernel as from a wire
/// (source: Documentation/networking/tuntap.rst). Close it when no thread uses a queue any more.
/// </summary>
/// <remarks>
/// A kernel with IPv6 sends packets of its own to a new interface: router solicitations and multicast reports. Outcomes beside the usual: sending to an
/// interface that is down is <see cref="DeviceOutcome.Down"/> (-EIO), receiving from it <see cref="DeviceOutcome.WouldBlock"/>; once the interface was
/// removed both are <see cref="DeviceOutcome.Gone"/> (-EBADFD), and the descriptors report an error to epoll.
/// </remarks>
public sealed partial class TunDevice : IPacketDevice
{
    private readonly OwnedDescriptor[] _queues;
    private readonly int[] _descriptors;
    private readonly int _headroom;

    private TunDevice(string interfaceName, OwnedDescriptor[] queues, DeviceOffloads offloads, int headroom, int mtu)
    {
        InterfaceName = interfaceName;
        _queues = queues;
        _descriptors = [.. queues.Select(queue => queue.Number)];
        _headroom = headroom;
        ReceiveOffloads = offloads;
        Mtu = mtu;
        int longest = (offloads & ~DeviceOffloads.Checksum) == 0 ? mtu : Math.Max(mtu, DeviceFraming.LongestSuperSegment);
        MaximumPacket = longest;
        ReceiveBufferLength = headroom + longest + 1;
    }

    /// <summary>The interface's name.</summary>
    public string InterfaceName { get; }

    /// <inheritdoc/>
    public string Name => Describe(InterfaceName);

    /// <inheritdoc/>
    public LinkLayer LinkLayer => LinkLayer.Ip;

    /// <inheritdoc/>
    public HardwareAddress? HardwareAddress => null;

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public DeviceOffloads ReceiveOffloads { get; }

    /// <inheritdoc/>
    // What the kernel hands out it also takes.
    public DeviceOffloads SendOffloads => ReceiveOffloads;

    /// <inheritdoc/>
    public int MaximumPacket { get; }

    /// <inheritdoc/>
    public int SendHeadroom => _headroom;

    /// <inheritdoc/>
    public int ReceiveBufferLength { get; }

    /// <inheritdoc/>
    public int QueueCount => _descriptors.Length;

    /// <inheritdoc/>
    public int ReceiveDescriptor(int queue) => _descriptors[queue];

    /// <inheritdoc/>
    public int SendDescriptor(int queue) => _descriptors[queue];

    /// <inheritdoc/>
    public ReceivedPacket Receive(int queue, Span<byte> buffer)
    {
        DeviceFraming.CheckBuffer(buffer.Length, ReceiveBufferLength);
        int length = Descriptors.Read(_descriptors[queue], buffer);
        if (length < 0)
        {
            DeviceResult reason = Explain(length, isSend: false);
            return new ReceivedPacket(reason.Outcome, reason.Errno);
        }

        return Accept(queue, buffer[..length]);
    }

    /// <inheritdoc/>
    public ReceivedPacket Accept(int queue, ReadOnlySpan<byte> bytes) => DeviceFraming.Accept(bytes, _headroom, ReceiveBufferLength);

    /// <inheritdoc/>
    public DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header)
    {
        DeviceResult framed = Frame(buffer, header);
        if (!framed.IsDone)
        {
            return framed;
        }

        int written = Descriptors.Write(_descriptors[queue], buffer);
        return written < 0 ? Explain(written, isSend: true) : DeviceResult.Done;
    }

    /// <inheritdoc/>
    public bool Gathers => true;

    /// <inheritdoc/>
    public DeviceResult SendGathered(int queue, Span<byte> buffer, ReadOnlySpan<IoVector> rest, in VirtioNetHeader header)
    {
        DeviceResult framed = DeviceFraming.Frame(buffer, _headroom, header, SendOffloads, Mtu, DeviceGather.Length(rest));
        if (!framed.IsDone)
        {
            return framed;
        }

        int written = DeviceGather.Write(_descriptors[queue], buffer, rest);
        return written < 0 ? Explain(written, isSend: true) : DeviceResult.Done;
    }

    /// <inheritdoc/>
    public DeviceResult Frame(Span<byte> buffer, in VirtioNetHeader header) => DeviceFraming.Frame(buffer, _headroom, header, SendOffloads, Mtu);

    /// <inheritdoc/>
    public DeviceResult Explain(int result, bool isSend)
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

    /// <summary>Closes the device. The interface goes unless it is persistent, or another program has it open.</summary>
    public void Dispose()
    {
        Array.Fill(_descriptors, -1);
        foreach (OwnedDescriptor queue in _queues)
        {
            queue.Dispose();
        }
    }

    /// <summary>Closes the device, and the interface goes though it was persistent, unless another program has it open.</summary>
    /// <exception cref="PacketDeviceException">The kernel refuses.</exception>
    public void Remove()
    {
        int result = TunControl.SetPersistent(_queues[0].Number, isPersistent: false);
        if (result < 0 && result != -(int)Errno.EBADFD)
        {
            throw Failure(InterfaceName, result, "the interface cannot be removed");
        }

        Dispose();
    }
}
