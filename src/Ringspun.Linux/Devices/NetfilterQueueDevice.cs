using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>
/// Packets that a rule of the kernel's filter hands over (the target NFQUEUE; scripts/nfqueue-setup makes one for a port): they are taken from the kernel, and
/// answers leave by raw sockets, through its routes (source: linux/netfilter/nfnetlink_queue.h; raw(7)). So the program can serve a port of the machine's own
/// addresses. Close it when no thread uses a queue any more; rules stay, and drop what they match while no program has the queue.
/// </summary>
/// <remarks>
/// Outcomes beside the usual: receiving is <see cref="DeviceOutcome.Lost"/> once when packets were lost because they were not read quickly enough (-ENOBUFS);
/// reading goes on. Sending is <see cref="DeviceOutcome.Unreachable"/> without a route, and to IPv6 addresses of a link, which need an interface;
/// <see cref="DeviceOutcome.NotPermitted"/> when the kernel's filter drops the answer. <see cref="Accept"/> is <see cref="DeviceOutcome.WouldBlock"/> when a
/// read brought no packet but a message about an earlier one.
/// </remarks>
public sealed partial class NetfilterQueueDevice : IPacketDevice
{
    private const int MostWithoutVerdict = 32;
    private const int LongestVerdict = 64;
    private const int MostOtherMessages = 64;
    private const int IPv4Length = 16;
    private const int IPv6Length = 28;

    private readonly QueueDescriptors _descriptors;
    private readonly QueueState[] _queues;
    private readonly OwnedDescriptor _sender4;
    private readonly OwnedDescriptor? _sender6;
    private readonly int _number;

    // A verdict is a system call, and may be late; but what waits for one takes a place of the queue's.
    private readonly int _verdictEvery;
    private int _descriptor4;
    private int _descriptor6;

    private NetfilterQueueDevice(NetfilterQueueOptions options, NetlinkSocket[] sockets, OwnedDescriptor sender4, OwnedDescriptor? sender6)
    {
        _number = options.Number;
        _verdictEvery = Math.Clamp(options.MaximumWaiting / 2, 1, MostWithoutVerdict);
        _descriptors = new QueueDescriptors(sockets);
        _queues = new QueueState[sockets.Length];
        _sender4 = sender4;
        _sender6 = sender6;
        _descriptor4 = sender4.Number;
        _descriptor6 = sender6?.Number ?? -1;
        ReceiveOffloads = DeviceFraming.Sensible(options.Offloads);
        Mtu = options.Mtu;
    }

    /// <inheritdoc/>
    public string Name => Describe(_number);

    /// <inheritdoc/>
    public LinkLayer LinkLayer => LinkLayer.Ip;

    /// <inheritdoc/>
    public HardwareAddress? HardwareAddress => null;

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public DeviceOffloads ReceiveOffloads { get; }

    /// <inheritdoc/>
    public DeviceOffloads SendOffloads => DeviceOffloads.None;

    /// <inheritdoc/>
    public int MaximumPacket => Mtu;

    /// <inheritdoc/>
    public int SendHeadroom => 0;

    /// <inheritdoc/>
    public int ReceiveBufferLength => NetfilterQueueMessage.Overhead + NetfilterQueueMessage.LongestPacket + 1;

    /// <inheritdoc/>
    public int QueueCount => _queues.Length;

    /// <inheritdoc/>
    public int ReceiveDescriptor(int queue) => _descriptors[queue];

    /// <inheritdoc/>
    public int SendDescriptor(int queue) => -1;

    /// <inheritdoc/>
    public ReceivedPacket Receive(int queue, Span<byte> buffer)
    {
        DeviceFraming.CheckBuffer(buffer.Length, ReceiveBufferLength);
        for (int i = 0; i < MostOtherMessages; i++)
        {
            int length = Sockets.Receive(_descriptors[queue], buffer);
            if (length < 0)
            {
                GiveVerdict(queue);
                DeviceResult reason = Explain(length, isSend: false);
                return new ReceivedPacket(reason.Outcome, reason.Errno);
            }

            ReceivedPacket packet = Accept(queue, buffer[..length]);
            if (packet.Outcome != DeviceOutcome.WouldBlock)
            {
                return packet;
            }
        }

        return new ReceivedPacket(DeviceOutcome.Malformed);
    }

    /// <inheritdoc/>
    public ReceivedPacket Accept(int queue, ReadOnlySpan<byte> bytes)
    {
        NetlinkRefusal refusal = NetfilterQueueMessage.Read(bytes, out NetfilterQueuePacket packet);
        if (refusal != NetlinkRefusal.None)
        {
            // Errors are about verdicts on packets that the kernel has dropped itself meanwhile, with their interface for instance.
            return new ReceivedPacket(refusal == NetlinkRefusal.Kind ? DeviceOutcome.WouldBlock : DeviceOutcome.Malformed);
        }

        // The packet is ours from here on, and the kernel's copy of it is to go.
        ref QueueState state = ref _queues[queue];
        state.LastId = packet.Id;
        if (++state.Waiting >= _verdictEvery)
        {
            GiveVerdict(queue);
        }

        if (packet.IsCut)
        {
            return new ReceivedPacket(DeviceOutcome.TooLong);
        }

        VirtioNetHeader header = new() { Flags = packet.IsVerified ? VirtioNetFlags.DataValid : VirtioNetFlags.None };
        return new ReceivedPacket(packet.Offset, packet.Length, header);
    }

    /// <inheritdoc/>
    public DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header)
    {
        DeviceResult framed = Frame(buffer, header);
        if (!framed.IsDone)
        {
            return framed;
        }

        // struct sockaddr_in or sockaddr_in6: the route is chosen by it, and everything else is in the packet.
        bool isIPv6 = buffer[0] >> 4 == 6;
        NativeSocketAddress receiver = default;
        receiver.SetLength(isIPv6 ? IPv6Length : IPv4Length);
        ushort family = (ushort)(isIPv6 ? SocketFamily.INET6 : SocketFamily.INET);
        MemoryMarshal.Write(receiver.Buffer, in family);
        (isIPv6 ? buffer.Slice(24, 16) : buffer.Slice(16, 4)).CopyTo(receiver.Buffer[(isIPv6 ? 8 : 4)..]);
        int sent = Sockets.SendTo(isIPv6 ? _descriptor6 : _descriptor4, buffer, receiver);
        return DeviceFraming.Written(this, sent, buffer.Length);
    }

    /// <inheritdoc/>
    public DeviceResult Frame(Span<byte> buffer, in VirtioNetHeader header)
    {
        DeviceResult framed = DeviceFraming.Frame(buffer, headroom: 0, header, SendOffloads, Mtu);
        if (!framed.IsDone)
        {
            return framed;
        }

        bool isWhole = (buffer[0] >> 4) switch
        {
            4 => buffer.Length >= 20,
            6 => buffer.Length >= 40,
            _ => false,
        };
        return isWhole ? DeviceResult.Done : new DeviceResult(DeviceOutcome.Refused);
    }

    /// <inheritdoc/>
    public DeviceResult Explain(int result, bool isSend)
    {
        Errno errno = result.ToErrno();
        return new DeviceResult(
            errno switch
            {
                Errno.None => DeviceOutcome.Done,
                Errno.EAGAIN => DeviceOutcome.WouldBlock,
                Errno.ENOBUFS => isSend ? DeviceOutcome.NoBuffers : DeviceOutcome.Lost,
                Errno.ENOMEM => DeviceOutcome.NoBuffers,
                Errno.EMSGSIZE => DeviceOutcome.TooLong,
                Errno.EINVAL when isSend => DeviceOutcome.Refused,
                Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EADDRNOTAVAIL => DeviceOutcome.Unreachable,
                Errno.EPERM or Errno.EACCES => DeviceOutcome.NotPermitted,
                Errno.ENETDOWN => DeviceOutcome.Down,
                Errno.ENODEV or Errno.ENXIO => DeviceOutcome.Gone,
                Errno.EBADF => DeviceOutcome.Closed,
                _ => DeviceOutcome.Failed,
            },
            errno);
    }

    /// <summary>Closes the device. The kernel drops what waits.</summary>
    public void Dispose()
    {
        _descriptors.Dispose();
        Array.Clear(_queues);
        (_descriptor4, _descriptor6) = (-1, -1);
        _sender4.Dispose();
        _sender6?.Dispose();
    }

    // One for all packets since the last. It cannot fail for good: what it does not reach goes with the next, or with the queue.
    private void GiveVerdict(int queue)
    {
        ref QueueState state = ref _queues[queue];
        if (state.Waiting > 0)
        {
            Span<byte> buffer = stackalloc byte[LongestVerdict];
            int sent = Sockets.Send(_descriptors[queue], NetfilterQueueMessage.Drop(buffer, (ushort)(_number + queue), state.LastId));
            state.Waiting = sent < 0 ? state.Waiting : 0;
        }
    }

    /// <summary>What belongs to one queue, and so to one thread.</summary>
    private struct QueueState
    {
        internal uint LastId;
        internal int Waiting;
    }
}
