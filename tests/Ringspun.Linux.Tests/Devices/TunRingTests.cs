using Ringspun.Linux.Devices;
using Ringspun.Linux.IoUring;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.IoUring;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>A TUN interface under io_uring, several reads in flight.</summary>
public sealed class TunRingTests
{
    private const int InFlight = 4;
    private const int Pings = 3 * InFlight;
    private const ulong Write = 1000;

    [Fact]
    public void Reads_in_flight_and_writes_carry_packets_until_the_interface_goes() => TestTun.Run(device =>
    {
        using Ring ring = TestRing.Create();
        Assert.Equal(0, Descriptors.SetNonBlocking(device.ReceiveDescriptor(0), enabled: false));
        NativeBuffer[] buffers = [.. Enumerable.Range(0, InFlight).Select(_ => new NativeBuffer(device.ReceiveBufferLength))];
        NativeBuffer[] requests = [.. Enumerable.Range(0, Pings).Select(id => Request(device, id))];
        for (int slot = 0; slot < InFlight; slot++)
        {
            Read(ring, device, buffers, slot);
        }

        // All writes are in one batch with the reads.
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
            ReadOnlySpan<byte> bytes = buffers[slot].Span.Slice(packet.Offset, packet.Length);
            Assert.True(bytes[0] >> 4 != 4 || TestPacket.Protocol(bytes) != TestPacket.Icmp || answered.Add(TestPacket.Upper(bytes)[5]));
            Read(ring, device, buffers, slot);
        }

        using RouteNetlink route = RouteNetlink.Open();
        route.DeleteLink(TestLinks.Find(route, TestTun.Name).Index).ThrowIfFailed("delete");
        int ended = 0;
        while (ended < InFlight)
        {
            CompletionEntry completion = ring.Next();
            ended += completion.Result < 0 ? 1 : 0;
            if (completion.Result < 0)
            {
                Assert.Equal(DeviceOutcome.Gone, device.Explain(completion.Result, isSend: false).Outcome);
            }
            else
            {
                // A packet of the kernel's own that was there before the end.
                Read(ring, device, buffers, (int)completion.UserData);
            }
        }

        foreach (NativeBuffer buffer in (NativeBuffer[])[.. buffers, .. requests])
        {
            buffer.Dispose();
        }
    });

    private static NativeBuffer Request(TunDevice device, int id)
    {
        var buffer = NativeBuffer.Of(TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, id, [1, 2])));
        Assert.Equal(DeviceResult.Done, device.Frame(buffer.Span, default));
        return buffer;
    }

    private static void Read(Ring ring, TunDevice device, NativeBuffer[] buffers, int slot)
    {
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareRead(device.ReceiveDescriptor(0), buffers[slot].Address, (uint)buffers[slot].Length, SubmissionEntry.CurrentPosition);
        entry.UserData = (ulong)slot;
    }
}
