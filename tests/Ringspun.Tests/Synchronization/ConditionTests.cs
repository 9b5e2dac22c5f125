namespace Ringspun.Tests.Synchronization;

public sealed class ConditionTests
{
    [Fact]
    public void A_buffer_of_one_place_passes_items_in_order() => LoopThread.RunFiber(static async _ =>
    {
        var mutex = new FiberMutex();
        var changed = new FiberCondition(mutex);
        int? place = null;
        var received = new List<int>();
        await FiberScope.Run(
            async (scope, _) =>
            {
                scope.Spawn(
                    async (_, _) =>
                    {
                        for (int i = 0; i < 100; i++)
                        {
                            using (await mutex.Lock())
                            {
                                while (place is not null)
                                {
                                    await changed.Wait();
                                }

                                place = i;
                                changed.NotifyAll();
                            }
                        }
                    },
                    0);
                for (int i = 0; i < 100; i++)
                {
                    using (await mutex.Lock())
                    {
                        while (place is null)
                        {
                            await changed.Wait();
                        }

                        received.Add(place.Value);
                        place = null;
                        changed.Notify();
                    }
                }
            },
            0);
        Assert.Equal(Enumerable.Range(0, 100), received);
    });

    [Fact]
    public void One_notification_wakes_the_first_that_waits() => LoopThread.RunFiber(static async loop =>
    {
        var mutex = new FiberMutex();
        var condition = new FiberCondition(mutex);
        var woken = new List<int>();
        for (int i = 0; i < 3; i++)
        {
            loop.SpawnDetached(
                async i =>
                {
                    using (await mutex.Lock())
                    {
                        await condition.Wait();
                        Assert.True(mutex.IsHeld);
                        woken.Add(i);
                    }
                },
                i);
        }

        condition.Notify();
        await Settle();
        Assert.Equal([0], woken);
        condition.NotifyAll();
        await Settle();
        Assert.Equal([0, 1, 2], woken);
        condition.Notify();
        condition.NotifyAll();
        Assert.False(mutex.IsHeld);
    });

    [Fact]
    public void Who_is_cancelled_holds_the_mutex_and_takes_no_notification() => LoopThread.RunFiber(static async loop =>
    {
        var mutex = new FiberMutex();
        var condition = new FiberCondition(mutex);
        using var cancel = new CancellationTokenSource();
        bool cut = false;
        bool notified = false;
        loop.SpawnDetached(
            async _ =>
            {
                await mutex.Enter();
                await Expect.Throws<OperationCanceledException>(async () => await condition.Wait(cancel.Token));
                Assert.True(mutex.IsHeld);
                cut = true;
                mutex.Release();
            },
            0);
        loop.SpawnDetached(
            async _ =>
            {
                using (await mutex.Lock())
                {
                    await condition.Wait();
                    notified = true;
                }
            },
            0);
        await mutex.Enter();
        await cancel.CancelAsync();
        condition.Notify();
        await Settle();
        Assert.False(cut || notified);
        mutex.Release();
        await Settle();
        Assert.True(cut && notified);
    });

    [Fact]
    public void Waiting_without_the_mutex_is_refused() => LoopThread.RunFiber(static async _ =>
        await Expect.Throws<SynchronizationLockException>(static async () => await new FiberCondition(new FiberMutex()).Wait()));

    private static async Fiber Settle()
    {
        for (int i = 0; i < 20; i++)
        {
            await Fiber.Yield();
        }
    }
}
