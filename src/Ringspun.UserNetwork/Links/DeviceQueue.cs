using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Tcp;
using Ringspun.Tcp.Buffers;

namespace Ringspun.UserLevel;

/// <summary>One queue of a device, read and written when the loop finds it ready.</summary>
internal sealed class DeviceQueue(IPacketDevice device, int queue) : ILinkQueue
{
    private readonly IncomingMemory _incoming = new(device.ReceiveBufferLength);
    private readonly byte[] _outgoing = GC.AllocateUninitializedArray<byte>(device.SendHeadroom + device.MaximumPacket, pinned: true);

    public int Descriptor { get; } = device.ReceiveDescriptor(queue);

    public int StateDescriptor { get; } = device.StateDescriptor(queue);

    public Span<byte> SendBuffer => _outgoing.AsSpan(device.SendHeadroom);

    public int ReadState()
    {
        DeviceResult state = device.ReadState(queue);
        return state.IsDone ? 0 : PacketHints.ResultOf(state.Outcome, state.Errno, isSend: false);
    }

    public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
    {
        Span<byte> memory = _incoming.Next();
        ReceivedPacket received = device.Receive(queue, memory);
        packet = memory.Slice(received.Offset, received.Length);
        hints = PacketHints.Of(received.Header);
        return received.IsDone ? 0 : PacketHints.ResultOf(received.Outcome, received.Errno, isSend: false);
    }

    public Chunk Keep(ReadOnlySpan<byte> part) => _incoming.Keep(part);

    public int Send(int length, in TransmitHints hints)
    {
        Span<byte> packet = _outgoing.AsSpan(0, device.SendHeadroom + length);
        DeviceResult sent = device.Send(queue, packet, PacketHints.ToHeader(hints, packet[device.SendHeadroom..], device.HardwareAddress is not null));
        return sent.IsDone ? 0 : PacketHints.ResultOf(sent.Outcome, sent.Errno, isSend: true);
    }

    public bool Gathers => device.Gathers;

    public int SendGathered(int length, in TransmitHints hints, PayloadParts data)
    {
        Span<IoVector> rest = stackalloc IoVector[PayloadParts.Capacity];
        int count = 0;
        foreach (ref readonly PayloadPart part in data.Parts)
        {
            rest[count++] = IoVector.At(part.Address, part.Length);
        }

        Span<byte> first = _outgoing.AsSpan(0, device.SendHeadroom + length - data.Length);
        VirtioNetHeader header = PacketHints.ToHeader(hints, first[device.SendHeadroom..], device.HardwareAddress is not null);
        DeviceResult sent = device.SendGathered(queue, first, rest[..count], header);
        if (sent.Outcome == DeviceOutcome.WouldBlock)
        {
            data.CopyTo(SendBuffer[..length]);
        }

        return sent.IsDone ? 0 : PacketHints.ResultOf(sent.Outcome, sent.Errno, isSend: true);
    }

    // The descriptor is the device's.
    public void Dispose() => _incoming.Dispose();
}
