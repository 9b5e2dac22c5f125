using System.Buffers.Binary;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>
/// An Ethernet interface that is shared with the kernel, by packet sockets (source: packet(7)): what arrives at it is received here, too, and what is sent
/// here leaves by it. The kernel's own stack sees the packets as well: use addresses that it does not have. When it is closed the interface stays as it is.
/// </summary>
/// <remarks>
/// Outcomes beside the usual: with the interface down, or its wire away, a packet is <see cref="DeviceOutcome.Down"/> (-ENETDOWN) or
/// <see cref="DeviceOutcome.NoBuffers"/> (-ENOBUFS: what passes the queueing discipline has no place to wait); receiving tells
/// <see cref="DeviceOutcome.Down"/> once. Of an interface that is removed receiving may have said no more than that: the sockets hear of its going down,
/// and nothing of its end, which <see cref="ReadState"/> tells. Once it was removed sending is <see cref="DeviceOutcome.Gone"/>. Errors are told to one of
/// several reads in flight, and the others are to be cancelled.
/// </remarks>
public sealed partial class PacketSocketDevice : InterfaceDevice
{
    private const int EthernetHeader = 14;
    private const int IndexOffset = 4;
    private static readonly SocketOption PACKET_STATISTICS = new(SolPacket, 6);

    private readonly LinkWatch[] _watches;

    private PacketSocketDevice(string interfaceName, OwnedDescriptor[] queues, LinkWatch[] watches, DeviceOffloads known, DeviceOffloads wanted, LinkInfo link)
        : base(interfaceName, queues, VirtioNetHeader.Length, link.Mtu)
    {
        _watches = watches;
        HardwareAddress = link.HardwareAddress ?? default;

        // What the kernel has it hands over, merged segments (GRO) and unfinished checksums, whether they are wanted or not: it would only not tell.
        ReceiveOffloads = known;

        // What the interface itself cannot do the kernel does before it.
        SendOffloads = wanted & known;
        bool isSegmented = (SendOffloads & ~DeviceOffloads.Checksum) != 0;
        MaximumPacket = EthernetHeader + (isSegmented ? Math.Max(Mtu, DeviceFraming.LongestSuperSegment) : Mtu);
        ReceiveBufferLength = SendHeadroom + EthernetHeader + Math.Max(Mtu, DeviceFraming.LongestSuperSegment) + 1;
    }

    /// <inheritdoc/>
    public override string Name => Describe(InterfaceName);

    private protected override int LongestWhole => EthernetHeader + Mtu;

    /// <inheritdoc/>
    public override LinkLayer LinkLayer => LinkLayer.Ethernet;

    /// <inheritdoc/>
    public override ReceivedPacket Receive(int queue, Span<byte> buffer)
    {
        DeviceFraming.CheckBuffer(buffer.Length, ReceiveBufferLength);
        int length = Sockets.Receive(Queues[queue], buffer, MessageFlags.TRUNC);
        if (length < 0)
        {
            return NoPacket(length);
        }

        return length > buffer.Length ? new ReceivedPacket(DeviceOutcome.TooLong) : Accept(queue, buffer[..length]);
    }

    /// <inheritdoc/>
    public override DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header)
    {
        DeviceResult framed = Frame(buffer, header);
        if (!framed.IsDone)
        {
            return framed;
        }

        int sent = Sockets.Send(Queues[queue], buffer);
        return DeviceFraming.Written(this, sent, buffer.Length);
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
    /// <param name="queue">0 to <see cref="InterfaceDevice.QueueCount"/> - 1.</param>
    /// <returns>The number; or a negative errno.</returns>
    public unsafe int TakeDropped(int queue)
    {
        // struct tpacket_stats: packets, drops.
        uint* counts = stackalloc uint[2] { 0, 0 };
        int length = 2 * sizeof(uint);
        int result = LibC.Check(LibC.GetSocketOption(
            Queues[queue], PACKET_STATISTICS.Level, PACKET_STATISTICS.Name, counts, &length));
        return result < 0 ? result : (int)Math.Min(counts[1], int.MaxValue);
    }

    /// <inheritdoc/>
    public override int StateDescriptor(int queue) => _watches[queue].Descriptor;

    /// <inheritdoc/>
    public override DeviceResult ReadState(int queue) => Queues[queue] < 0 ? new DeviceResult(DeviceOutcome.Closed, Errno.EBADF) : _watches[queue].Read() switch
    {
        LinkNews.Up => DeviceResult.Done,
        LinkNews.Down => new DeviceResult(DeviceOutcome.Down, Errno.ENETDOWN),
        LinkNews.Removed => new DeviceResult(DeviceOutcome.Gone, Errno.ENODEV),
        _ => new DeviceResult(DeviceOutcome.WouldBlock, Errno.EAGAIN),
    };

    /// <inheritdoc/>
    private protected override void Close() => Array.ForEach(_watches, watch => watch.Dispose());

    // A socket whose interface was removed is bound to none: the error alone does not tell.
    private bool IsGone() =>
        Sockets.GetLocalAddress(Queues[0], out NativeSocketAddress local) == 0
        && local.Length >= IndexOffset + sizeof(int)
        && BinaryPrimitives.ReadInt32LittleEndian(local.Bytes[IndexOffset..]) <= 0;
}
