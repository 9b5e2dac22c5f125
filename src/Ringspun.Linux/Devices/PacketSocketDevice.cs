using System.Buffers.Binary;

namespace Ringspun.Linux.Devices;

/// <summary>
/// An Ethernet interface that is shared with the kernel, by packet sockets (source: packet(7)): what arrives at it is received here, too, and what is sent
/// here leaves by it. The kernel's own stack sees the packets as well: use addresses that it does not have. Close it when no thread uses a queue any more.
/// </summary>
/// <remarks>
/// Outcomes beside the usual: with the interface down, or its wire away, a packet is <see cref="DeviceOutcome.Down"/> (-ENETDOWN) or
/// <see cref="DeviceOutcome.NoBuffers"/> (-ENOBUFS: what passes the queueing discipline has no place to wait); receiving tells
/// <see cref="DeviceOutcome.Down"/> once. Once the interface was removed receiving says <see cref="DeviceOutcome.Gone"/> once, and sending always: of
/// several reads in flight one is told, and the others are to be cancelled.
/// </remarks>
public sealed partial class PacketSocketDevice : IPacketDevice
{
    private const int EthernetHeader = 14;
    private const int IndexOffset = 4;
    private static readonly SocketOption PACKET_STATISTICS = new(SolPacket, 6);

    private readonly OwnedDescriptor[] _queues;
    private readonly int[] _descriptors;
    private readonly int _headroom;

    private PacketSocketDevice(string interfaceName, OwnedDescriptor[] queues, DeviceOffloads offloads, HardwareAddress address, int mtu)
    {
        InterfaceName = interfaceName;
        _queues = queues;
        _descriptors = [.. queues.Select(queue => queue.Number)];
        _headroom = offloads == DeviceOffloads.None ? 0 : VirtioNetHeader.Length;
        ReceiveOffloads = offloads;
        HardwareAddress = address;
        Mtu = mtu;
        bool isSegmented = (offloads & ~DeviceOffloads.Checksum) != 0;
        MaximumPacket = EthernetHeader + (isSegmented ? Math.Max(mtu, DeviceFraming.LongestSuperSegment) : mtu);

        // The kernel merges segments that arrive (GRO), whether it is told that they are understood or not.
        ReceiveBufferLength = _headroom + EthernetHeader + Math.Max(mtu, DeviceFraming.LongestSuperSegment) + 1;
    }

    /// <summary>The interface's name.</summary>
    public string InterfaceName { get; }

    /// <inheritdoc/>
    public string Name => Describe(InterfaceName);

    /// <inheritdoc/>
    public LinkLayer LinkLayer => LinkLayer.Ethernet;

    /// <inheritdoc/>
    public HardwareAddress? HardwareAddress { get; }

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public DeviceOffloads ReceiveOffloads { get; }

    /// <inheritdoc/>
    // What the interface itself cannot do the kernel does before it.
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
        int length = Sockets.Receive(_descriptors[queue], buffer, MessageFlags.TRUNC);
        if (length < 0)
        {
            DeviceResult reason = Explain(length, isSend: false);
            return new ReceivedPacket(reason.Outcome, reason.Errno);
        }

        return length > buffer.Length ? new ReceivedPacket(DeviceOutcome.TooLong) : Accept(queue, buffer[..length]);
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

        int sent = Sockets.Send(_descriptors[queue], buffer);
        return sent < 0 ? Explain(sent, isSend: true) : DeviceResult.Done;
    }

    /// <inheritdoc/>
    public bool Gathers => true;

    /// <inheritdoc/>
    public DeviceResult SendGathered(int queue, Span<byte> buffer, ReadOnlySpan<IoVector> rest, in VirtioNetHeader header)
    {
        DeviceResult framed = DeviceFraming.Frame(buffer, _headroom, header, SendOffloads, EthernetHeader + Mtu, DeviceGather.Length(rest));
        if (!framed.IsDone)
        {
            return framed;
        }

        int written = DeviceGather.Write(_descriptors[queue], buffer, rest);
        return written < 0 ? Explain(written, isSend: true) : DeviceResult.Done;
    }

    /// <inheritdoc/>
    public DeviceResult Frame(Span<byte> buffer, in VirtioNetHeader header) =>
        DeviceFraming.Frame(buffer, _headroom, header, SendOffloads, EthernetHeader + Mtu);

    /// <inheritdoc/>
    public DeviceResult Explain(int result, bool isSend)
    {
        Errno errno = result.ToErrno();
        return new DeviceResult(
            errno switch
            {
                Errno.None => DeviceOutcome.Done,
                Errno.EAGAIN => DeviceOutcome.WouldBlock,
                Errno.ENETDOWN => IsGone() ? DeviceOutcome.Gone : DeviceOutcome.Down,
                Errno.EINVAL => isSend ? DeviceOutcome.Refused : DeviceOutcome.Malformed,
                Errno.EMSGSIZE => DeviceOutcome.TooLong,
                Errno.ENOBUFS or Errno.ENOMEM => DeviceOutcome.NoBuffers,
                Errno.EPERM or Errno.EACCES => DeviceOutcome.NotPermitted,
                Errno.ENXIO or Errno.ENODEV => DeviceOutcome.Gone,
                Errno.EBADF => DeviceOutcome.Closed,
                _ => DeviceOutcome.Failed,
            },
            errno);
    }

    /// <summary>Counts the packets that were dropped because a queue was full, since this was asked last (source: packet(7), PACKET_STATISTICS).</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <returns>The number; or a negative errno.</returns>
    public unsafe int TakeDropped(int queue)
    {
        // struct tpacket_stats: packets, drops.
        uint* counts = stackalloc uint[2] { 0, 0 };
        int length = 2 * sizeof(uint);
        int result = LibC.Check(LibC.GetSocketOption(
            _descriptors[queue], PACKET_STATISTICS.Level, PACKET_STATISTICS.Name, counts, &length));
        return result < 0 ? result : (int)Math.Min(counts[1], int.MaxValue);
    }

    /// <summary>Closes the device. The interface stays as it is.</summary>
    public void Dispose()
    {
        Array.Fill(_descriptors, -1);
        foreach (OwnedDescriptor queue in _queues)
        {
            queue.Dispose();
        }
    }

    // A socket whose interface was removed is bound to none: the error alone does not tell.
    private bool IsGone() =>
        Sockets.GetLocalAddress(_descriptors[0], out NativeSocketAddress local) == 0
        && local.Length >= IndexOffset + sizeof(int)
        && BinaryPrimitives.ReadInt32LittleEndian(local.Bytes[IndexOffset..]) <= 0;
}
