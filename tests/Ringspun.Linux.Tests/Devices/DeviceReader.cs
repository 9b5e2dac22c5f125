using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>Receives from a device until what is waited for comes; a kernel with IPv6 sends packets of its own in between.</summary>
internal sealed class DeviceReader(IPacketDevice device, int queue = 0)
{
    private const int MostPackets = 10_000;
    private readonly byte[] _buffer = new byte[device.ReceiveBufferLength];

    /// <summary>Tests one packet; spans are no type arguments of functions.</summary>
    public delegate bool Choice(ReadOnlySpan<byte> packet);

    public VirtioNetHeader Header { get; private set; }

    /// <summary>Receives from all queues until so many chosen packets have come, and tells how many each queue had.</summary>
    public static int[] Count(IPacketDevice device, int wanted, Choice isChosen)
    {
        using OwnedDescriptor any = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        for (int queue = 0; queue < device.QueueCount; queue++)
        {
            Assert.Equal(0, Epoll.Control(any.Number, EpollOperation.ADD, device.ReceiveDescriptor(queue), EpollEvents.IN));
        }

        int[] counts = new int[device.QueueCount];
        byte[] buffer = new byte[device.ReceiveBufferLength];
        while (counts.Sum() < wanted)
        {
            Ready.Wait(any.Number, EpollEvents.IN);
            for (int queue = 0; queue < counts.Length; queue++)
            {
                ReceivedPacket packet = device.Receive(queue, buffer);
                counts[queue] += packet.IsDone && isChosen(buffer.AsSpan(packet.Offset, packet.Length)) ? 1 : 0;
            }
        }

        return counts;
    }

    /// <summary>The next packet of a protocol, from its IP header on (<paramref name="skip"/> bytes into the packet).</summary>
    public byte[] Next(int protocol, int skip = 0)
    {
        for (int i = 0; i < MostPackets; i++)
        {
            ReceivedPacket received = device.Receive(queue, _buffer);
            if (received.Outcome == DeviceOutcome.WouldBlock)
            {
                Ready.Wait(device.ReceiveDescriptor(queue), EpollEvents.IN);
                continue;
            }

            Assert.Equal(DeviceOutcome.Done, received.Outcome);
            ReadOnlySpan<byte> packet = _buffer.AsSpan(received.Offset, received.Length)[skip..];
            if (packet.Length >= 20 && packet[0] >> 4 is 4 or 6 && TestPacket.Protocol(packet) == protocol)
            {
                Header = received.Header;
                return packet.ToArray();
            }
        }

        throw new InvalidOperationException("Only other packets came.");
    }

    /// <summary>Receives whatever is there until there is nothing, and returns that last outcome.</summary>
    public DeviceOutcome Drain()
    {
        for (int i = 0; i < MostPackets; i++)
        {
            ReceivedPacket received = device.Receive(queue, _buffer);
            if (received.Outcome != DeviceOutcome.Done)
            {
                return received.Outcome;
            }
        }

        throw new InvalidOperationException("Packets do not end.");
    }
}
