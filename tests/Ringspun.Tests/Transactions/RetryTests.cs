namespace Ringspun.Tests.Transactions;

public sealed class RetryTests
{
    [Fact]
    public void A_fiber_sleeps_until_what_it_read_changes() => LoopThread.RunFiber(static async loop =>
    {
        var number = new TVar<int>(0);
        var other = new TVar<int>(0);
        int runs = 0;
        int seen = 0;
        FiberHandle waiter = loop.Spawn(
            async _ => seen = await Stm.Atomically(tx =>
            {
                runs++;
                int value = tx.Read(number);
                tx.Write(other, 99);
                tx.Require(value >= 2);
                return value;
            }),
            0);
        await Turns();
        Assert.Equal(1, runs);
        await Stm.Atomically(tx => tx.Write(other, 1));
        await Turns();
        Assert.Equal(1, runs);
        await Stm.Atomically(tx => tx.Write(number, 1));
        await Turns();
        Assert.Equal(2, runs);
        Assert.Equal(1, other.ReadCommitted());
        await Stm.Atomically(tx => tx.Write(number, 2));
        await waiter;
        Assert.Equal(3, runs);
        Assert.Equal(2, seen);
        Assert.Equal(99, other.ReadCommitted());
    });

    [Fact]
    public void Sleepers_wake_in_the_order_in_which_they_came() => LoopThread.RunFiber(static async loop =>
    {
        var open = new TVar<bool>(false);
        var order = new List<int>();
        for (int i = 0; i < 50; i++)
        {
            loop.SpawnDetached(
                async i =>
                {
                    await Stm.Atomically(static (tx, open) => tx.Require(tx.Read(open)), open);
                    order.Add(i);
                },
                i);
        }

        await Turns();
        Assert.Empty(order);
        await Stm.Atomically(static (tx, open) => tx.Write(open, true), open);
        await Turns();
        Assert.Equal(Enumerable.Range(0, 50), order);
    });

    [Fact]
    public void A_change_between_the_body_and_its_sleep_is_not_missed() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(0);
        int runs = 0;
        await Stm.Atomically(tx =>
        {
            runs++;
            if (tx.Read(number) == 0)
            {
                Crew.Elsewhere(() => Stm.Atomically(tx => tx.Write(number, 1)));
                tx.Retry();
            }
        });
        Assert.Equal(2, runs);
        Assert.Null(number.Waiters);
    });

    [Fact]
    public void A_retry_can_be_cancelled() => LoopThread.RunFiber(static async loop =>
    {
        var number = new TVar<int>(0);
        using var source = new CancellationTokenSource();
        FiberHandle waiter = loop.Spawn(
            async token => await Expect.Throws<OperationCanceledException>(async () => await Stm.Atomically(tx => tx.Require(tx.Read(number) != 0), token)),
            source.Token);
        await Turns();
        Assert.False(waiter.IsCompleted);
        await source.CancelAsync();
        await waiter;
        Assert.Null(number.Waiters);
    });

    [Fact]
    public void A_token_cancelled_by_the_body_itself_ends_the_retry() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(0);
        using var source = new CancellationTokenSource();
        await Expect.Throws<OperationCanceledException>(async () => await Stm.Atomically(
            tx =>
            {
                tx.Read(number);
                source.Cancel();
                tx.Retry();
            },
            source.Token));
        Assert.Null(number.Waiters);
    });

    [Fact]
    public void A_retry_that_nothing_could_wake_is_refused() => LoopThread.RunFiber(static async _ =>
        await Expect.Throws<InvalidOperationException>(static async () => await Stm.Atomically(static tx => tx.Retry())));

    [Fact]
    public void A_retry_cannot_be_caught() => LoopThread.RunFiber(static async loop =>
    {
        var number = new TVar<int>(0);
        FiberHandle waiter = loop.Spawn(
            async _ => await Stm.Atomically(tx =>
            {
                try
                {
                    tx.Require(tx.Read(number) != 0);
                }
                catch (Exception)
                {
                    tx.Write(number, -1);
                }
            }),
            0);
        await Turns();
        Assert.False(waiter.IsCompleted);
        Assert.Equal(0, number.ReadCommitted());
        await Stm.Atomically(tx => tx.Write(number, 1));
        await waiter;
        Assert.Equal(1, number.ReadCommitted());
    });

    [Fact]
    public async Task A_waiter_without_a_loop_goes_on_too()
    {
        var number = new TVar<int>(0);
        Task<int> waiter = Stm.Atomically(tx => tx.Read(number) is var value and not 0 ? value : tx.Retry<int>()).AsTask();
        Assert.False(waiter.IsCompleted);
        await Stm.Atomically(tx => tx.Write(number, 5)).AsTask();
        Assert.Equal(5, await waiter.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    /// <summary>Slots of one item, with senders and receivers on several loops: one lost wake-up, and it hangs.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 6)]
    [InlineData(4, 16)]
    public void No_wake_up_is_lost(int loops, int pairs)
    {
        const int Items = 1500;
        int seed = Seeds.Next();
        var slots = new TVar<int>[3];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = new TVar<int>(0);
        }

        long sum = 0;
        Crew.Run(loops, pairs * 2, async fiber =>
        {
            var random = new Random(seed + fiber);
            for (int i = 1; i <= Items; i++)
            {
                int first = random.Next(slots.Length);
                if (fiber % 2 == 0)
                {
                    await Stm.Atomically(static (tx, x) => Put(tx, x.slots, x.first, x.i), (slots, first, i));
                }
                else
                {
                    Interlocked.Add(ref sum, await Stm.Atomically(static (tx, x) => Take(tx, x.slots, x.first), (slots, first)));
                }
            }
        });
        Assert.Equal(pairs * (Items * (Items + 1L) / 2), sum);
        Assert.All(slots, static slot => Assert.Null(slot.Waiters));

        static void Put(Transaction tx, TVar<int>[] slots, int first, int item)
        {
            for (int i = 0; i < slots.Length; i++)
            {
                TVar<int> slot = slots[(first + i) % slots.Length];
                if (tx.Read(slot) == 0)
                {
                    tx.Write(slot, item);
                    return;
                }
            }

            tx.Retry();
        }

        static int Take(Transaction tx, TVar<int>[] slots, int first)
        {
            for (int i = 0; i < slots.Length; i++)
            {
                TVar<int> slot = slots[(first + i) % slots.Length];
                int item = tx.Read(slot);
                if (item != 0)
                {
                    tx.Write(slot, 0);
                    return item;
                }
            }

            return tx.Retry<int>();
        }
    }

    [Fact]
    public void Cancellation_and_change_at_one_time_resume_once()
    {
        int seed = Seeds.Next();
        var random = new Random(seed);
        int canceled = 0;
        int seen = 0;
        Crew.Run(2, 1, async _ =>
        {
            for (int i = 0; i < 1500; i++)
            {
                var number = new TVar<int>(0);
                using var source = new CancellationTokenSource();
                int spins = random.Next(300);
                Task task = Task.Run(() =>
                {
                    Thread.SpinWait(spins);
                    source.Cancel();
                });
                Task change = Task.Run(() => Stm.Atomically(static (tx, number) => tx.Write(number, 1), number).GetAwaiter().GetResult());
                try
                {
                    await Stm.Atomically(static (tx, number) => tx.Require(tx.Read(number) != 0), number, source.Token);
                    seen++;
                }
                catch (OperationCanceledException)
                {
                    canceled++;
                }

                await task;
                await change;
                Assert.Null(number.Waiters);
            }
        });
        Assert.Equal(1500, canceled + seen);
    }

    private static async Fiber Turns()
    {
        for (int i = 0; i < 5; i++)
        {
            await Fiber.Yield();
        }
    }
}
