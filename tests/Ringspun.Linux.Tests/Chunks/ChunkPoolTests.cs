using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests;

public sealed unsafe class ChunkPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Chunks_are_aligned_and_do_not_overlap(int alignment)
    {
        using ChunkPool pool = new(1000, maximumRetained: 600, alignment);
        Chunk[] chunks = [.. Enumerable.Range(0, 700).Select(_ => pool.Rent())];
        for (int i = 0; i < chunks.Length; i++)
        {
            Assert.Equal(1000, chunks[i].Length);
            Assert.Equal(0u, (nuint)chunks[i].Pointer % (nuint)alignment);
            chunks[i].Span.Fill((byte)i);
        }

        Assert.All(chunks.Index(), pair => Assert.True(pair.Item.Span.IndexOfAnyExcept((byte)pair.Index) < 0));
        Assert.Equal(700, pool.RentedCount);
        Assert.All(chunks, chunk => chunk.Release());
        Assert.Equal((0L, 600), (pool.RentedCount, pool.IdleCount));
    }

    [Fact]
    public void Idle_memory_is_bounded_in_any_order_of_release()
    {
        using ChunkPool pool = new(128, maximumRetained: 8);
        for (int round = 0; round < 3; round++)
        {
            Chunk[] chunks = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent())];
            Random.Shared.Shuffle(chunks);
            foreach (Chunk chunk in chunks)
            {
                chunk.Release();
                Assert.InRange(pool.IdleCount, 1, 8);
            }
        }

        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public void Chunks_released_elsewhere_come_back()
    {
        using ChunkPool pool = new(64, maximumRetained: 4);
        Chunk[] chunks = [.. Enumerable.Range(0, 4).Select(_ => pool.Rent())];
        HashSet<nint> addresses = [.. chunks.Select(chunk => (nint)chunk.Pointer)];
        OnOtherThread(() => Array.ForEach(chunks, chunk => chunk.Release()));
        Assert.Equal(0, pool.RentedCount);
        Chunk[] again = [.. Enumerable.Range(0, 4).Select(_ => pool.Rent())];
        Assert.Equal(addresses.Order(), again.Select(chunk => (nint)chunk.Pointer).Order());
        Array.ForEach(again, chunk => chunk.Release());
    }

    [Fact]
    public void Other_threads_may_rent()
    {
        using ChunkPool pool = new(64, maximumRetained: 4);
        pool.Rent().Release();
        Chunk foreign = default;
        OnOtherThread(() => foreign = pool.Rent());
        Assert.Equal(1, pool.RentedCount);
        foreign.Span.Fill(1);
        foreign.Release();
        Assert.Equal(0, pool.RentedCount);
        OnOtherThread(() => pool.Rent().Release());
        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public void The_owner_can_be_named()
    {
        using ChunkPool pool = new(64);
        OnOtherThread(pool.BindToCurrentThread);
        Chunk chunk = pool.Rent();
        Assert.Equal(0, pool.IdleCount);
        chunk.Release();
        pool.BindToCurrentThread();
        pool.Rent().Release();
        Assert.True(pool.IdleCount > 0);
    }

    [Fact]
    public void Threads_release_while_the_owner_rents()
    {
        const int rounds = 20_000;
        using ChunkPool pool = new(64, maximumRetained: 32);
        using var handover = new System.Collections.Concurrent.BlockingCollection<Chunk>(64);
        bool isIntact = true;
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            foreach (Chunk chunk in handover.GetConsumingEnumerable())
            {
                byte mark = chunk.Span[0];
                isIntact &= chunk.Span.IndexOfAnyExcept(mark) < 0;
                chunk.Release();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        for (int i = 0; i < rounds; i++)
        {
            Chunk chunk = pool.Rent();
            chunk.Span.Fill((byte)i);
            if (i % 3 == 0)
            {
                Chunk second = chunk.Retain();
                handover.Add(chunk, TestContext.Current.CancellationToken);
                second.Release();
            }
            else
            {
                handover.Add(chunk, TestContext.Current.CancellationToken);
            }
        }

        handover.CompleteAdding();
        Array.ForEach(threads, thread => thread.Join());
        Assert.True(isIntact, "A chunk was handed out twice");
        Assert.Equal(0, pool.RentedCount);
    }

    [Fact]
    public void A_disposed_pool_waits_for_its_chunks()
    {
        ChunkPool pool = new(64, maximumRetained: 4);
        Chunk[] chunks = [.. Enumerable.Range(0, 6).Select(_ => pool.Rent())];
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
        chunks[0].Span.Fill(1);
        chunks[5].Span.Fill(1);
        chunks[0].Release();
        OnOtherThread(() => Array.ForEach(chunks[1..], chunk => chunk.Release()));
        Assert.Equal(0, pool.RentedCount);
        Assert.Equal(0, pool.IdleCount);
        Assert.Throws<ObjectDisposedException>(() => chunks[1].Span.Length);
    }

    [Fact]
    public void Renting_and_releasing_allocates_nothing()
    {
        using ChunkPool pool = new(4096);
        Assert.Equal(0, Allocations.OfOneRun(() => RentAndRelease(pool, 100_000)));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkPool(1, 1, 8192));
    }

    private static void RentAndRelease(ChunkPool pool, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Chunk chunk = pool.Rent();
            chunk.Span[0] = 1;
            chunk.Release();
        }
    }

    private static void OnOtherThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
