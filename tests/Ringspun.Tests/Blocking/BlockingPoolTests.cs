namespace Ringspun.Tests.Blocking;

public sealed class BlockingPoolTests
{
    [Fact]
    public void Threads_and_queue_are_bounded_and_callers_wait_for_room() => World.Run("epoll", static async world =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 2, QueueCapacity = 3 });
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        List<IoOperation<int>> calls = [];
        for (int i = 0; i < 10; i++)
        {
            calls.Add(pool.Run(
                static at =>
                {
                    at.gate.Wait();
                    return at.i;
                }, (gate, i)));
        }

        await world.Until(() => pool.Statistics is { Queued: 3, Waiting: 5 });
        Assert.Equal(2, pool.Statistics.Threads);
        gate.Set();
        foreach (IoOperation<int> call in calls)
        {
            order.Add(await call);
        }

        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.Equal((2L, 10L), (pool.Statistics.Started, pool.Statistics.Ran));
    });

    [Fact]
    public void Calls_begin_in_the_order_in_which_they_came() => World.Run("epoll", static async world =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 1, QueueCapacity = 2 });
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        IoOperation<int> first = pool.Run(
            static gate =>
            {
                gate.Wait();
                return 0;
            }, gate);
        List<IoOperation<int>> calls = [];
        for (int i = 0; i < 8; i++)
        {
            calls.Add(pool.Run(
                static at =>
                {
                    at.order.Add(at.i);
                    return at.i;
                }, (order, i)));
        }

        gate.Set();
        await first;
        foreach (IoOperation<int> call in calls)
        {
            await call;
        }

        Assert.Equal(Enumerable.Range(0, 8), order);
    });

    [Fact]
    public void Idle_threads_end_and_come_back_when_needed() => World.Run("epoll", static async world =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i, await pool.Run(static i => i, i));
            await world.Until(() => pool.Statistics.Threads == 0);
        }

        Assert.Equal(3, pool.Statistics.Started);
    });

    [Fact]
    public void A_thread_serves_one_call_after_the_other() => World.Run("epoll", static async world =>
    {
        using var pool = new BlockingPool();
        for (int i = 0; i < 200; i++)
        {
            await pool.Run(static i => i, i);
        }

        // A call may find the thread of the one before not idle yet, on a loaded machine several times.
        Assert.InRange(pool.Statistics.Started, 1, 20);
        Assert.Equal(200, pool.Statistics.Ran);
    });

    [Fact]
    public void A_disposed_pool_refuses_calls_and_ends_those_not_begun() => World.Run("epoll", static async world =>
    {
        var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 1 });
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        IoOperation<int> running = pool.Run(
            static at =>
            {
                at.begun.Set();
                at.gate.Wait();
                return 5;
            }, (begun, gate));
        IoOperation<int> queued = pool.Run(static _ => 6, 0);
        await world.Until(() => begun.IsSet);
        pool.Dispose();
        await Expect.Disposed(queued);
        Assert.Throws<ObjectDisposedException>(() => pool.Run(static _ => 7, 0));
        gate.Set();
        Assert.Equal(5, await running);
        await world.Until(() => pool.Statistics.Threads == 0);
        Assert.Throws<InvalidOperationException>(BlockingPool.Shared.Dispose);
    });

    [Fact]
    public void Many_loops_share_a_pool() => LoopThread.Run(static () =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 3, QueueCapacity = 2 });
        using var runtime = new Runtime(3, static () => EpollAioDriver.Create());
        using var ended = new CountdownEvent(30);
        long sum = 0;
        foreach (EventLoop loop in runtime.Loops)
        {
            for (int i = 0; i < 10; i++)
            {
                loop.SpawnDetached(
                    async _ =>
                    {
                        for (int call = 0; call < 100; call++)
                        {
                            Interlocked.Add(ref sum, await pool.Run(static call => call, call));
                        }

                        ended.Signal();
                    }, 0);
            }
        }

        Assert.True(ended.Wait(TimeSpan.FromSeconds(60)));
        Assert.Equal(30 * 4950, sum);
        Assert.InRange(pool.Statistics.Threads, 1, 3);
        Assert.Equal(3000, pool.Statistics.Ran);
    });

    [Fact]
    public void Bounds_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BlockingPool(new BlockingPoolOptions { MaximumThreads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BlockingPool(new BlockingPoolOptions { QueueCapacity = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new BlockingPool(new BlockingPoolOptions { IdleTimeout = TimeSpan.FromTicks(-1) }));
    }
}
