using System.Buffers;
using System.Runtime.InteropServices;

namespace Ringspun.Linux.Tests;

public sealed class ChunkTests
{
    [Fact]
    public void Empty_has_no_memory_and_needs_no_release()
    {
        Chunk empty = Chunk.Empty;
        Assert.True(empty.IsEmpty);
        Assert.True(empty.Span.IsEmpty);
        Assert.True(empty.Memory.IsEmpty);
        Assert.Equal(empty, empty.Slice(0));
        Assert.Equal(empty, empty.Retain());
        empty.Release();
        empty.Dispose();
        Assert.Equal(Chunk.Empty, NativeChunk.Allocate(0));
    }

    [Fact]
    public void A_seal_ends_with_the_lease()
    {
        using ChunkPool pool = new(64);
        Chunk chunk = pool.Rent();
        Assert.False(chunk.IsSealed);
        Assert.Equal(chunk, chunk.Seal());
        Assert.True(chunk.Slice(1).IsSealed);
        chunk.Release();
        Assert.Throws<ObjectDisposedException>(() => chunk.IsSealed);
        Assert.Throws<ObjectDisposedException>(() => chunk.Seal());
        Chunk next = pool.Rent();
        Assert.False(next.IsSealed);
        next.Release();
        Assert.False(Chunk.Empty.Seal().IsSealed);
    }

    [Fact]
    public void Use_after_the_last_release_throws()
    {
        Chunk chunk = NativeChunk.Allocate(100);
        chunk.Release();
        Assert.Throws<ObjectDisposedException>(() => chunk.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => chunk.Memory);
        Assert.Throws<ObjectDisposedException>(() => chunk.Retain());
        Assert.Throws<InvalidOperationException>(chunk.Release);
    }

    [Fact]
    public void A_stale_chunk_does_not_touch_the_next_lease()
    {
        using ChunkPool pool = new(64);
        Chunk stale = pool.Rent();
        stale.Release();
        Chunk next = pool.Rent();
        Assert.Throws<ObjectDisposedException>(() => stale.Span.Length);
        Assert.Throws<InvalidOperationException>(stale.Release);
        Assert.NotEqual(stale, next);
        next.Span[0] = 1;
        next.Release();
    }

    [Fact]
    public void Slices_share_the_reference_and_are_checked()
    {
        Chunk chunk = NativeChunk.Allocate(10);
        for (int i = 0; i < 10; i++)
        {
            chunk.Span[i] = (byte)i;
        }

        Chunk slice = chunk.Slice(2, 5).Slice(1);
        Assert.Equal(new byte[] { 3, 4, 5, 6 }, slice.Span);
        Assert.Equal(new byte[] { 3, 4, 5, 6 }, slice.Memory.Span);
        Assert.Equal(slice, chunk.Slice(3, 4));
        Assert.True(slice != chunk);
        Assert.True(chunk.Slice(10).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.Slice(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.Slice(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => chunk.Slice(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(1, int.MaxValue));
        slice.Release();
        Assert.Throws<ObjectDisposedException>(() => chunk.Span.Length);
    }

    [Fact]
    public void Every_reference_must_be_released()
    {
        using ChunkPool pool = new(64);
        Chunk chunk = pool.Rent();
        Chunk second = chunk.Retain();
        chunk.Release();
        Assert.Equal(1, pool.RentedCount);
        second.Span[0] = 1;
        second.Release();
        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public unsafe void Memory_is_recognised_without_pinning()
    {
        Chunk chunk = NativeChunk.Allocate(100);
        Memory<byte> memory = chunk.Slice(10).Memory[5..];
        Assert.True(MemoryMarshal.TryGetMemoryManager<byte, ChunkBlock>(memory, out ChunkBlock? block, out int start, out int length));
        Assert.Equal((15, 85), (start, length));
        Assert.True(block.Address + start == chunk.Pointer + 15);
        chunk.Release();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void Pinned_memory_outlives_its_chunk()
    {
        using ChunkPool pool = new(64);
        Chunk chunk = pool.Rent();
        MemoryHandle handle = chunk.Memory.Pin();
        chunk.Release();
        Assert.Equal(1, pool.RentedCount);
        handle.Dispose();
        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public unsafe void Native_chunks_are_aligned_as_asked()
    {
        using Chunk chunk = NativeChunk.Allocate(10_000, 4096);
        Assert.Equal(0u, (nuint)chunk.Pointer % 4096);
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeChunk.Allocate(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeChunk.Allocate(-1));
    }

#if DEBUG
    [Fact]
    public unsafe void Released_memory_is_poisoned()
    {
        using ChunkPool pool = new(64);
        Chunk chunk = pool.Rent();
        byte* pointer = chunk.Pointer;
        chunk.Span.Clear();
        chunk.Release();
        Assert.Equal(0xDD, pointer[0]);
        Assert.Equal(0xDD, pointer[63]);
    }
#endif
}
