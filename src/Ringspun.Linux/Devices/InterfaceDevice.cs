namespace Ringspun.Linux.Devices;

/// <summary>
/// A device at a network interface whose queues are descriptors, each read and write a packet with a virtio-net header or nothing in front of it: what TUN
/// interfaces and packet sockets do alike. Close it when no thread uses a queue any more.
/// </summary>
public abstract class InterfaceDevice : IPacketDevice
{
    private protected InterfaceDevice(string interfaceName, OwnedDescriptor[] queues, int headroom, int mtu)
    {
        InterfaceName = interfaceName;
        Queues = new QueueDescriptors(queues);
        SendHeadroom = headroom;
        Mtu = mtu;
    }

    /// <summary>The interface's name.</summary>
    public string InterfaceName { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract LinkLayer LinkLayer { get; }

    /// <inheritdoc/>
    public HardwareAddress? HardwareAddress { get; private protected init; }

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public DeviceOffloads ReceiveOffloads { get; private protected init; }

    /// <inheritdoc/>
    public DeviceOffloads SendOffloads { get; private protected init; }

    /// <inheritdoc/>
    public int MaximumPacket { get; private protected init; }

    /// <inheritdoc/>
    public int SendHeadroom { get; }

    /// <inheritdoc/>
    public int ReceiveBufferLength { get; private protected init; }

    /// <inheritdoc/>
    public int QueueCount => Queues.Count;

    /// <summary>The longest packet that is no super-segment.</summary>
    private protected abstract int LongestWhole { get; }

    /// <summary>The descriptors, one for each queue.</summary>
    private protected QueueDescriptors Queues { get; }

    /// <inheritdoc/>
    public int ReceiveDescriptor(int queue) => Queues[queue];

    /// <inheritdoc/>
    public int SendDescriptor(int queue) => Queues[queue];

    /// <inheritdoc/>
    public virtual int StateDescriptor(int queue) => -1;

    /// <inheritdoc/>
    public virtual DeviceResult ReadState(int queue) => new(DeviceOutcome.WouldBlock, Errno.EAGAIN);

    /// <inheritdoc/>
    public abstract ReceivedPacket Receive(int queue, Span<byte> buffer);

    /// <inheritdoc/>
    public ReceivedPacket Accept(int queue, ReadOnlySpan<byte> bytes) => DeviceFraming.Accept(bytes, SendHeadroom, ReceiveBufferLength);

    /// <inheritdoc/>
    public abstract DeviceResult Send(int queue, Span<byte> buffer, in VirtioNetHeader header);

    /// <inheritdoc/>
    public bool Gathers => true;

    /// <inheritdoc/>
    public DeviceResult SendGathered(int queue, Span<byte> buffer, ReadOnlySpan<IoVector> rest, in VirtioNetHeader header)
    {
        int restLength = DeviceGather.Length(rest);
        DeviceResult framed = DeviceFraming.Frame(buffer, SendHeadroom, header, SendOffloads, LongestWhole, restLength);
        if (!framed.IsDone)
        {
            return framed;
        }

        int written = DeviceGather.Write(Queues[queue], buffer, rest);
        return DeviceFraming.Written(this, written, buffer.Length + restLength);
    }

    /// <inheritdoc/>
    public DeviceResult Frame(Span<byte> buffer, in VirtioNetHeader header) =>
        DeviceFraming.Frame(buffer, SendHeadroom, header, SendOffloads, LongestWhole);

    /// <inheritdoc/>
    public abstract DeviceResult Explain(int result, bool isSend);

    /// <summary>Closes the device.</summary>
    public void Dispose()
    {
        Queues.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The queues are closed; closes what is the heir's own.</summary>
    private protected virtual void Close()
    {
    }

    /// <summary>The reason for which a read has brought no packet.</summary>
    /// <param name="result">The negative result: -errno.</param>
    private protected ReceivedPacket NoPacket(int result)
    {
        DeviceResult reason = Explain(result, isSend: false);
        return new ReceivedPacket(reason.Outcome, reason.Errno);
    }
}
