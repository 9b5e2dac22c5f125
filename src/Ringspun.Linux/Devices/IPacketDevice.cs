namespace Ringspun.Linux.Devices;

/// <summary>
/// What carries the packets of a user-level stack: a TUN device, a packet socket, a netfilter queue, or something around one of them. No call waits.
/// Each queue belongs to one thread at a time; different queues may be used by different threads at once.
/// </summary>
/// <remarks>
/// Packets need no copy on their way. A buffer to receive into has <see cref="ReceiveBufferLength"/> bytes, and the packet lies in it at
/// <see cref="ReceivedPacket.Offset"/>. A packet to be sent lies behind <see cref="SendHeadroom"/> bytes, which the device fills in.
/// A driver either waits for readiness of the descriptors and calls <see cref="Receive"/> and <see cref="Send"/>, or it reads and writes the
/// descriptors itself with io_uring, several at a time: what a read brings goes through <see cref="Accept"/>, what a write is to take through
/// <see cref="Frame"/>, and what either failed with through <see cref="Explain"/>. Descriptors do not wait; for io_uring, which answers -EAGAIN for
/// such a descriptor instead of waiting itself, make it wait with <see cref="Descriptors.SetNonBlocking"/>, and then do not call
/// <see cref="Receive"/> and <see cref="Send"/> any more.
/// </remarks>
public interface IPacketDevice : IDisposable
{
    /// <summary>The device for messages: what a user would type, such as "tun:tun0".</summary>
    string Name { get; }

    /// <summary>What packets begin with.</summary>
    LinkLayer LinkLayer { get; }

    /// <summary>The interface's own address; null where packets begin with IP.</summary>
    HardwareAddress? HardwareAddress { get; }

    /// <summary>The longest IP packet in bytes that is no super-segment, without an Ethernet header; as it was when the device was opened.</summary>
    int Mtu { get; }

    /// <summary>What received packets may leave to this program.</summary>
    DeviceOffloads ReceiveOffloads { get; }

    /// <summary>What packets that are sent may leave to the device.</summary>
    DeviceOffloads SendOffloads { get; }

    /// <summary>The longest packet in bytes that <see cref="Send"/> takes, with an Ethernet header, super-segments included.</summary>
    int MaximumPacket { get; }

    /// <summary>The bytes in front of a packet to be sent that belong to the device; 0 or more.</summary>
    int SendHeadroom { get; }

    /// <summary>
    /// The bytes that a buffer to receive into has: the longest packet, what the device puts in front of it, and one more, so that a buffer that is full
    /// tells a packet that was cut off.
    /// </summary>
    int ReceiveBufferLength { get; }

    /// <summary>The number of queues, at least 1.</summary>
    int QueueCount { get; }

    /// <summary>The descriptor that becomes readable when a queue has a packet. It stays the device's.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <returns>The descriptor's number; -1 once the device is closed.</returns>
    int ReceiveDescriptor(int queue);

    /// <summary>The descriptor that takes what <see cref="Frame"/> has prepared by write(2). It stays the device's.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <returns>The descriptor's number; -1 when packets can only be sent by <see cref="Send"/>, and once the device is closed.</returns>
    int SendDescriptor(int queue);

    /// <summary>The descriptor that becomes readable when the interface may have changed, which <see cref="ReadState"/> tells. It stays the device's.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <returns>The descriptor's number; -1 where <see cref="ReceiveDescriptor"/> tells of all that can be told, and once the device is closed.</returns>
    int StateDescriptor(int queue) => -1;

    /// <summary>What has become of the interface since this was asked last.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <returns>
    /// <see cref="DeviceOutcome.Done"/>: it is up; <see cref="DeviceOutcome.Down"/>, <see cref="DeviceOutcome.Gone"/>, <see cref="DeviceOutcome.Closed"/>;
    /// <see cref="DeviceOutcome.WouldBlock"/>: there is no news.
    /// </returns>
    DeviceResult ReadState(int queue) => new(DeviceOutcome.WouldBlock, Errno.EAGAIN);

    /// <summary>Receives a packet, if there is one.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <param name="buffer">Where to: <see cref="ReceiveBufferLength"/> bytes or more.</param>
    /// <returns>The packet; or why there is none.</returns>
    /// <exception cref="ArgumentException">The buffer is too short.</exception>
    ReceivedPacket Receive(int queue, Span<byte> buffer);

    /// <summary>Finds the packet in what a read of <see cref="ReceiveDescriptor"/> has brought.</summary>
    /// <param name="queue">The queue that it was read from.</param>
    /// <param name="bytes">What was read, as much as it was.</param>
    /// <returns>
    /// The packet; or <see cref="DeviceOutcome.Malformed"/>, <see cref="DeviceOutcome.TooLong"/>; <see cref="DeviceOutcome.WouldBlock"/> where there was
    /// none in it.
    /// </returns>
    ReceivedPacket Accept(int queue, ReadOnlySpan<byte> bytes);

    /// <summary>Sends a packet.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <param name="buffer"><see cref="SendHeadroom"/> bytes, which are overwritten, and the packet behind them.</param>
    /// <param name="header">What is left to the device, of <see cref="SendOffloads"/>.</param>
    /// <returns>What came of it. Unless it is <see cref="DeviceOutcome.WouldBlock"/>, it is of no use to send the same packet again at once.</returns>
    DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header);

    /// <summary>Whether a packet may be sent from several places.</summary>
    bool Gathers => false;

    /// <summary>Sends a packet that lies in several places.</summary>
    /// <param name="queue">0 to <see cref="QueueCount"/> - 1.</param>
    /// <param name="buffer"><see cref="SendHeadroom"/> bytes, which are overwritten, and the beginning of the packet behind them: all of its headers.</param>
    /// <param name="rest">The rest of the packet: at most <see cref="DeviceGather.MaximumCount"/> pieces of memory that does not move.</param>
    /// <param name="header">What is left to the device, of <see cref="SendOffloads"/>.</param>
    /// <returns>As <see cref="Send"/>.</returns>
    /// <exception cref="NotSupportedException">The device does not gather.</exception>
    DeviceResult SendGathered(int queue, Span<byte> buffer, ReadOnlySpan<IoVector> rest, in VirtioNetHeader header) =>
        throw new NotSupportedException($"{Name} takes packets from one place only.");

    /// <summary>Prepares a packet for a write to <see cref="SendDescriptor"/>, which is to take the whole buffer at once.</summary>
    /// <param name="buffer">As for <see cref="Send"/>.</param>
    /// <param name="header">As for <see cref="Send"/>.</param>
    /// <returns>
    /// <see cref="DeviceOutcome.Done"/>; or <see cref="DeviceOutcome.TooLong"/>, and <see cref="DeviceOutcome.Refused"/> for a header that does not fit
    /// the packet or asks for more than <see cref="SendOffloads"/>.
    /// </returns>
    DeviceResult Frame(Span<byte> buffer, in VirtioNetHeader header);

    /// <summary>What an error of a read or a write of the descriptors means.</summary>
    /// <param name="result">The negative result: -errno.</param>
    /// <param name="isSend">Whether it was a write.</param>
    DeviceResult Explain(int result, bool isSend);
}
