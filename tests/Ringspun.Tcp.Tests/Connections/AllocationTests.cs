using System.Runtime.InteropServices;
using Ringspun.Tcp.Buffers;
using Ringspun.Tests.Shared;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>A segment costs no allocation, whichever way it goes.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Bulk_data_allocates_nothing(bool superSegments, bool isGathered)
    {
        Stack client = Create("10.0.0.1/24", superSegments);
        Stack server = Create("10.0.0.2/24", superSegments);
        byte[] packet = new byte[ushort.MaxValue];
        byte[] data = new byte[64 * 1024];
        SharedBytes shared = new(data.Length);
        PayloadParts? gathered = isGathered ? new PayloadParts() : null;
        long now = 1_000_000_000;
        Endpoint endpoint = new(IpAddress.Parse("10.0.0.2"), 80);
        Assert.Equal(StackError.None, server.Listen(endpoint, 1, out ListenerId listener));
        Assert.Equal(StackError.None, client.Connect(now, endpoint, out ConnectionId from));
        Pump();
        Assert.Equal(StackError.None, server.Accept(listener, out ConnectionId to, out _));
        Move(200);
        long moved = 0;
        long allocated = Allocations.OfOneRun(() => moved = Move(1000));
        Assert.True(moved >= 1000 * data.Length / 2, $"{moved} bytes moved");
        Assert.Equal(0, allocated);

        long Move(int rounds)
        {
            long bytes = 0;
            for (int i = 0; i < rounds; i++)
            {
                _ = isGathered ? client.Send(now, from, shared, 0, data.Length, out _) : client.Send(now, from, data, out _);
                Pump();
                while (server.Receive(now, to, data, out int count) == StackError.None && count > 0)
                {
                    bytes += count;
                }

                while (client.TryTakeEvent(out _) || server.TryTakeEvent(out _))
                {
                }
            }

            return bytes;
        }

        void Pump()
        {
            bool any = true;
            while (any)
            {
                any = Carry(client, server) | Carry(server, client);
                client.Advance(now);
                server.Advance(now);
            }
        }

        bool Carry(Stack sender, Stack receiver)
        {
            bool any = false;
            int length;
            while ((length = sender.Transmit(now, packet, out TransmitHints hints, gathered)) > 0)
            {
                gathered?.CopyTo(packet.AsSpan(0, length));
                any = true;
                now += 1000;
                receiver.Receive(now, packet.AsSpan(0, length), new ReceiveHints(hints.ChecksumStart > 0, hints.SegmentSize));
            }

            return any;
        }
    }

    /// <summary>Memory that is sent over and over.</summary>
    private sealed class SharedBytes(int length) : IBuffer
    {
        private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);

        public Span<byte> Span => _bytes;

        public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

        public void Release()
        {
        }
    }

    private static Stack Create(string address, bool superSegments)
    {
        StackOptions options = new()
        {
            Addresses = [IpPrefix.Parse(address)],
            SuperSegment = superSegments ? ushort.MaxValue : 0,
            ChecksumOffload = superSegments,
            Tcp = new TcpSettings { NoDelay = true },
        };
        return new Stack(options, new StackSecret("0123456789abcdef"u8), new BufferPool());
    }
}
