namespace Ringspun.Tests.Synchronization;

public sealed class MutexTests
{
    [Fact]
    public void One_fiber_at_a_time_first_come_first_served() => LoopThread.RunFiber(static async _ =>
    {
        var mutex = new FiberMutex();
        var order = new List<int>();
        await mutex.Enter();
        await FiberScope.Run(
            static async (scope, all) =>
            {
                for (int i = 0; i < 10; i++)
                {
                    scope.Spawn(
                        static async (_, fiber) =>
                        {
                            using (await fiber.Mutex.Lock())
                            {
                                Assert.True(fiber.Mutex.IsHeld);
                                await Fiber.Yield();
                                fiber.Order.Add(fiber.I);
                            }
                        },
                        (all.Mutex, all.Order, I: i));
                }

                await Fiber.Yield();
                Assert.Empty(all.Order);
                Assert.False(all.Mutex.TryEnter());
                all.Mutex.Release();

                // Granted to the first that waits: nobody comes in between.
                Assert.False(all.Mutex.TryEnter());
            },
            (Mutex: mutex, Order: order));
        Assert.Equal(Enumerable.Range(0, 10), order);
        Assert.False(mutex.IsHeld);
        Assert.True(mutex.TryEnter());
    });

    [Fact]
    public void Releasing_what_is_not_held_is_refused()
    {
        var mutex = new FiberMutex();
        Assert.Throws<SynchronizationLockException>(mutex.Release);
        Assert.True(mutex.TryEnter());
        mutex.Release();
        Assert.Throws<SynchronizationLockException>(mutex.Release);
        Assert.True(mutex.TryEnter());
    }

    [Fact]
    public void A_cancelled_wait_leaves_the_queue() => LoopThread.RunFiber(static async loop =>
    {
        var mutex = new FiberMutex();
        await mutex.Enter();
        using var cancel = new CancellationTokenSource();
        FiberWait first = mutex.Enter(cancel.Token);
        FiberWait<FiberLockGuard> second = mutex.Lock(cancel.Token);
        FiberWait third = mutex.Enter();
        Assert.False(first.IsCompleted);
        await cancel.CancelAsync();
        Assert.True(first.IsCompleted && second.IsCompleted);
        Assert.Equal(cancel.Token, Assert.Throws<OperationCanceledException>(first.GetResult).CancellationToken);
        Assert.Throws<OperationCanceledException>(() => second.GetResult());
        Assert.False(third.IsCompleted);
        mutex.Release();
        await third;
        Assert.True(mutex.IsHeld);
        mutex.Release();

        // Cancelled before it began: even a free mutex is not entered.
        FiberWait late = mutex.Enter(cancel.Token);
        Assert.Throws<OperationCanceledException>(late.GetResult);
        FiberWait<FiberLockGuard> lateLock = mutex.Lock(cancel.Token);
        Assert.Throws<OperationCanceledException>(() => lateLock.GetResult());
        Assert.False(mutex.IsHeld);
    });

    [Fact]
    public void What_was_granted_stays_granted() => LoopThread.RunFiber(static async _ =>
    {
        var mutex = new FiberMutex();
        await mutex.Enter();
        using var cancel = new CancellationTokenSource();
        FiberWait granted = mutex.Enter(cancel.Token);
        mutex.Release();
        await cancel.CancelAsync();
        await granted;
        Assert.True(mutex.IsHeld);
    });

    [Fact]
    public void A_wait_is_awaited_once() => LoopThread.RunFiber(static async _ =>
    {
        var mutex = new FiberMutex();
        await mutex.Enter();
        FiberWait wait = mutex.Enter();
        Assert.Throws<InvalidOperationException>(wait.GetResult);
        mutex.Release();
        await wait;
        Assert.Throws<InvalidOperationException>(wait.GetResult);
    });

    [Fact]
    public async Task Code_without_a_loop_may_use_it_too()
    {
        var mutex = new FiberMutex();
        int inside = 0;
        Task[] tasks = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 1000; i++)
            {
                using (await mutex.Lock())
                {
                    Assert.Equal(1, ++inside);
                    await Task.Yield();
                    inside--;
                }
            }

            await mutex.Enter().AsTask();
            mutex.Release();
        }))];
        await Task.WhenAll(tasks);
        Assert.False(mutex.IsHeld);
    }

    [Fact]
    public void Contention_allocates_nothing() => LoopThread.RunFiber(static async loop =>
    {
        var mutex = new FiberMutex();
        using var cancel = new CancellationTokenSource();
        loop.SpawnDetached(Rival, (mutex, cancel.Token));
        Func<Fiber> round = async () =>
        {
            for (int i = 0; i < 2000; i++)
            {
                await mutex.Enter(cancel.Token);
                await Fiber.Yield();
                mutex.Release();
                using (await mutex.Lock())
                {
                    await Fiber.Yield();
                }
            }
        };
        Assert.Equal(0, await Steady.AllocatedBytes(round));
        await cancel.CancelAsync();

        static async Fiber Rival((FiberMutex Mutex, CancellationToken Cancel) on)
        {
            while (!on.Cancel.IsCancellationRequested)
            {
                await on.Mutex.Enter();
                await Fiber.Yield();
                on.Mutex.Release();
            }
        }
    });

    [Fact]
    public void A_million_fibers_that_wait_for_one_mutex_are_cancelled_at_once() => LoopThread.RunFiber(static async loop =>
    {
        const int Count = 1_000_000;
        var mutex = new FiberMutex();
        await mutex.Enter();
        using var cancel = new CancellationTokenSource();
        var waits = new FiberWait[Count];
        for (int i = 0; i < Count; i++)
        {
            waits[i] = mutex.Enter(cancel.Token);
        }

        // All of them wait as fibers; every thousandth looks at the exception too, which is what would take the time.
        int ended = 0;
        int cut = 0;
        for (int i = 0; i < Count; i++)
        {
            loop.SpawnDetached(
                async fiber =>
                {
                    if (fiber.I % 1000 == 0)
                    {
                        try
                        {
                            await fiber.Wait;
                        }
                        catch (OperationCanceledException)
                        {
                            cut++;
                        }
                    }
                    else
                    {
                        await new Suspended(fiber.Wait);
                    }

                    ended++;
                },
                (Wait: waits[i], I: i));
        }

        long start = Environment.TickCount64;
        await cancel.CancelAsync();
        mutex.Release();
        Assert.False(mutex.IsHeld);
        while (ended < Count)
        {
            await Fiber.Yield();
        }

        LoopThread.Output?.WriteLine($"{Environment.TickCount64 - start} ms");
        Assert.Equal(Count / 1000, cut);
        await mutex.Enter();
    });
}
