using Ringspun.Linux.Devices;
using Ringspun.Linux.IoUring;
using Ringspun.Linux.Tests.IoUring;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>A packet socket under io_uring: read(2) and write(2), as for every device with descriptors for both.</summary>
public sealed class PacketSocketRingTests
{
    private const int InFlight = 4;
    private const int Pings = 3 * InFlight;
    private const ulong Write = 1000;

    [Fact]
    public void Reads_in_flight_and_writes_carry_packets_until_the_interface_goes() => TestWire.Run(wire =>
    {
        PacketSocketDevice device = wire.Device;
        using Ring ring = TestRing.Create();
        Assert.Equal(0, Descriptors.SetNonBlocking(device.ReceiveDescriptor(0), enabled: false));
        NativeBuffer[] buffers = [.. Enumerable.Range(0, InFlight).Select(_ => new NativeBuffer(device.ReceiveBufferLength))];
        NativeBuffer[] requests = [.. Enumerable.Range(0, Pings).Select(id => Request(wire, id))];
        for (int slot = 0; slot < InFlight; slot++)
        {
            Read(ring, device, buffers, slot);
        }

        for (int id = 0; id < Pings; id++)
        {
            ref SubmissionEntry entry = ref ring.Entry();
            entry.PrepareWrite(device.SendDescriptor(0), requests[id].Address, (uint)requests[id].Length, SubmissionEntry.CurrentPosition);
            entry.UserData = Write;
        }

        HashSet<int> answered = [];
        int written = 0;
        while (answered.Count < Pings || written < Pings)
        {
            CompletionEntry completion = ring.Next();
            Assert.True(completion.Result > 0, $"{completion.Result.ToErrno()}");
            if (completion.UserData == Write)
            {
                written++;
                continue;
            }

            int slot = (int)completion.UserData;
            ReceivedPacket packet = device.Accept(0, buffers[slot].Span[..completion.Result]);
            Assert.True(packet.IsDone);
            ReadOnlySpan<byte> bytes = buffers[slot].Span.Slice(packet.Offset, packet.Length)[14..];
            Assert.True(bytes[0] >> 4 != 4 || TestPacket.Protocol(bytes) != TestPacket.Icmp || answered.Add(TestPacket.Upper(bytes)[5]));
            Read(ring, device, buffers, slot);
        }

        // The error is told to one read; the driver then cancels the others, which would wait for ever.
        wire.Route.DeleteLink(wire.Own.Index).ThrowIfFailed("delete");
        CompletionEntry end = ring.Next();
        while (end.Result >= 0)
        {
            Read(ring, device, buffers, (int)end.UserData);
            end = ring.Next();
        }

        Assert.Equal(DeviceOutcome.Gone, device.Explain(end.Result, isSend: false).Outcome);
        ref SubmissionEntry cancel = ref ring.Entry();
        cancel.PrepareCancelDescriptor(device.ReceiveDescriptor(0));
        cancel.UserData = Write;
        for (int i = 0; i < InFlight; i++)
        {
            _ = ring.Next();
        }

        Array.ForEach([.. buffers, .. requests], buffer => buffer.Dispose());
    });

    private static NativeBuffer Request(TestWire wire, int id)
    {
        var buffer = NativeBuffer.Of(wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, id, [1, 2])));
        Assert.Equal(DeviceResult.Done, wire.Device.Frame(buffer.Span, default));
        return buffer;
    }

    private static void Read(Ring ring, PacketSocketDevice device, NativeBuffer[] buffers, int slot)
    {
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareRead(device.ReceiveDescriptor(0), buffers[slot].Address, (uint)buffers[slot].Length, SubmissionEntry.CurrentPosition);
        entry.UserData = (ulong)slot;
    }
}
