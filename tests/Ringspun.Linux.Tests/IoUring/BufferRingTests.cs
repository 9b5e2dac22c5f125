using System.Net.Sockets;
using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

public class BufferRingTests
{
    private const ushort Group = 7;
    private const int Size = 16;

    [Fact]
    public void Multishot_receive_fills_buffers_and_reports_the_end()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer memory = new(8 * Size);
        using BufferRing buffers = Offer(ring, memory, 8);
        ring.Entry().PrepareReceiveMultishot(pair.Descriptor, Group);
        Assert.Equal(1, ring.Submit());

        // More rounds than buffers: each goes back as soon as it is read, round and round the ring.
        for (int round = 0; round < 100; round++)
        {
            byte[] message = [(byte)round, (byte)(round + 1), (byte)(round + 2)];
            Assert.Equal(3, pair.Peer.Send(message));
            CompletionEntry completion = ring.Next();
            Assert.Equal(3, completion.Result);
            Assert.True(completion.HasMore && completion.HasBuffer);
            Assert.Equal(message, memory.Span.Slice(completion.BufferId * Size, 3));
            buffers.Add(memory.Address + (completion.BufferId * Size), Size, completion.BufferId);
            buffers.Publish();
        }

        pair.Peer.Shutdown(SocketShutdown.Send);
        CompletionEntry end = ring.Next();
        Assert.Equal(0, end.Result);
        Assert.False(end.HasMore);
    }

    [Fact]
    public void Multishot_receive_without_buffers_ends_with_ENOBUFS_and_goes_on_when_rearmed()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer memory = new(2 * Size);
        using BufferRing buffers = Offer(ring, memory, 2);
        byte[] sent = new byte[3 * Size];
        Random.Shared.NextBytes(sent);
        Assert.Equal(sent.Length, pair.Peer.Send(sent));

        ring.Entry().PrepareReceiveMultishot(pair.Descriptor, Group);
        for (int i = 0; i < 2; i++)
        {
            CompletionEntry filled = ring.Next();
            Assert.Equal(Size, filled.Result);
            Assert.Equal(i, filled.BufferId);
        }

        CompletionEntry starved = ring.Next();
        Assert.Equal(-(int)Errno.ENOBUFS, starved.Result);
        Assert.False(starved.HasMore);

        buffers.Add(memory.Address, Size, 0);
        buffers.Publish();
        ring.Entry().PrepareReceiveMultishot(pair.Descriptor, Group);
        CompletionEntry rest = ring.Next();
        Assert.Equal(Size, rest.Result);
        Assert.Equal(sent.AsSpan(2 * Size), memory.Span[..Size]);
    }

    [Fact]
    public void A_single_receive_takes_one_buffer_and_no_more_than_asked()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer memory = new(2 * Size);
        using BufferRing buffers = Offer(ring, memory, 2);
        Assert.Equal(10, pair.Peer.Send("0123456789"u8));
        ring.Entry().PrepareReceiveSelect(pair.Descriptor, Group, 4);
        CompletionEntry completion = ring.Next();
        Assert.Equal(4, completion.Result);
        Assert.True(completion.HasBuffer);
        Assert.False(completion.HasMore);
        ring.Entry().PrepareReceiveSelect(pair.Descriptor, Group);
        Assert.Equal(6, ring.Next().Result);
        Assert.Equal("456789"u8, memory.Span.Slice(Size, 6));
    }

    [Fact]
    public void An_incremental_ring_fills_one_buffer_piece_by_piece()
    {
        using Ring ring = TestRing.Create();
        int created = BufferRing.TryCreate(ring, Group, 2, BufferRingFlags.Incremental, out BufferRing? buffers);
        Assert.SkipWhen(created == -(int)Errno.EINVAL, "This kernel has no incremental buffer rings.");
        Assert.NotNull(buffers);
        using (buffers)
        {
            using SocketPair pair = new();
            using NativeBuffer memory = new(Size);
            buffers.Add(memory.Address, Size, 3);
            buffers.Publish();
            ring.Entry().PrepareReceiveMultishot(pair.Descriptor, Group);
            Assert.Equal(1, ring.Submit());
            for (int i = 0; i < Size; i += 4)
            {
                Assert.Equal(4, pair.Peer.Send("abcd"u8));
                CompletionEntry completion = ring.Next();
                Assert.Equal((4, (ushort)3), (completion.Result, completion.BufferId));
                Assert.Equal(i + 4 < Size, (completion.Flags & CompletionFlags.BufferMore) != 0);
            }

            Assert.Equal("abcdabcdabcdabcd"u8, memory.Span);
        }
    }

    [Fact]
    public void A_ring_of_the_largest_size_offers_every_buffer()
    {
        const int entries = 32_768;
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer memory = new(entries);
        using BufferRing buffers = Offer(ring, memory, entries, 1);
        Assert.Equal(entries, buffers.Capacity);
        Assert.Equal(2, pair.Peer.Send("xy"u8));
        ring.Entry().PrepareReceiveSelect(pair.Descriptor, Group);
        CompletionEntry first = ring.Next();
        Assert.Equal((1, (ushort)0), (first.Result, first.BufferId));
    }

    [Fact]
    public void Bad_sizes_and_taken_groups_are_refused()
    {
        using Ring ring = TestRing.Create();
        foreach (uint entries in new uint[] { 0, 3, 65_536 })
        {
            Assert.Equal(-(int)Errno.EINVAL, BufferRing.TryCreate(ring, Group, entries, BufferRingFlags.None, out BufferRing? none));
            Assert.Null(none);
        }

        BufferRing first = Create(ring, 4);
        Assert.Equal(-(int)Errno.EEXIST, BufferRing.TryCreate(ring, Group, 4, BufferRingFlags.None, out _));
        first.Dispose();
        BufferRing second = Create(ring, 4);

        // Either may be disposed first.
        ring.Dispose();
        second.Dispose();
    }

    private static BufferRing Create(Ring ring, uint entries)
    {
        int result = BufferRing.TryCreate(ring, Group, entries, BufferRingFlags.None, out BufferRing? buffers);
        TestRing.SkipWithoutLockedMemory(result);
        Assert.Equal(0, result);
        Assert.NotNull(buffers);
        Assert.Equal(Group, buffers.GroupId);
        return buffers;
    }

    private static BufferRing Offer(Ring ring, NativeBuffer memory, uint entries, int size = Size)
    {
        BufferRing buffers = Create(ring, entries);
        for (int i = 0; i < entries; i++)
        {
            buffers.Add(memory.Address + (i * size), (uint)size, (ushort)i);
        }

        buffers.Publish();
        return buffers;
    }
}
