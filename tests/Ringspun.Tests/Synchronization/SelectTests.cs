namespace Ringspun.Tests.Synchronization;

public sealed class SelectTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_first_possible_case_happens_and_no_other() => LoopThread.RunFiber(static async loop =>
    {
        var numbers = new FiberChannel<int>(1);
        FiberChannel<string> words = FiberChannel<string>.Rendezvous();
        var select = new FiberSelect();
        FiberReadCase<int> number = select.Read(numbers);
        FiberWriteCase<string> word = select.Write(words, "hello");
        Assert.Equal(FiberSelect.None, select.TryWait());

        await numbers.Write(7);
        Assert.Equal(number.Index, await select.Wait());
        Assert.Equal(7, number.Item);

        FiberWait<int> wait = select.Wait();
        Assert.False(wait.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => select.Wait());
        Assert.Throws<InvalidOperationException>(() => select.TryWait());
        Assert.Equal("hello", await words.Read());
        Assert.Equal(word.Index, await wait);
        Assert.True(word.IsWritten);

        // The case that did not happen has left its queue: the item stays.
        Assert.True(numbers.TryWrite(8));
        Assert.Equal(1, numbers.Count);
        Assert.Equal(number.Index, select.TryWait());
        Assert.Equal(8, number.Item);
    });

    [Fact]
    public void Time_and_cancellation_end_a_wait() => LoopThread.RunFiber(static async loop =>
    {
        var channel = new FiberChannel<int>(1);
        var select = new FiberSelect();
        FiberReadCase<int> read = select.Read(channel);
        long start = loop.ReadClock();
        Assert.Equal(FiberSelect.None, await select.Wait(Second));
        Assert.Equal(1_000_000_000, loop.ReadClock() - start);
        Assert.Equal(FiberSelect.None, await select.Wait(TimeSpan.Zero));
        for (int i = 0; i < 3; i++)
        {
            using FiberDeadline deadline = FiberDeadline.After(Second);
            await Expect.Throws<OperationCanceledException>(async () => await select.Wait(Second * 5, deadline.CancellationToken));
            await Expect.Throws<OperationCanceledException>(async () => await select.Wait(deadline.CancellationToken));
            Assert.Equal(0, loop.Timers.Count);
        }

        loop.SpawnDetached(
            static async channel =>
            {
                await Fiber.Sleep(Second);
                await channel.Write(5);
            },
            channel);
        Assert.Equal(read.Index, await select.Wait(Second * 5));
        Assert.Equal(5, read.Item);
        Assert.Equal(0, loop.Timers.Count);
    });

    [Fact]
    public void A_closed_channel_is_a_case_that_has_happened() => LoopThread.RunFiber(static async _ =>
    {
        var numbers = new FiberChannel<int>(1);
        var words = new FiberChannel<string>(0);
        var select = new FiberSelect();
        FiberReadCase<int> number = select.Read(numbers);
        FiberWriteCase<string> word = select.Write(words, "late");
        FiberWait<int> wait = select.Wait();
        numbers.Close();
        Assert.Equal(number.Index, await wait);
        Assert.False(number.HasItem);
        Assert.Throws<FiberChannelClosedException>(() => number.Item);
        number.IsEnabled = false;
        Assert.Equal(FiberSelect.None, select.TryWait());
        wait = select.Wait();
        words.Close();
        Assert.Equal(word.Index, await wait);
        Assert.False(word.IsWritten);
        Assert.Equal(word.Index, select.TryWait());
    });

    [Fact]
    public void Cases_that_are_possible_at_once_take_turns() => LoopThread.RunFiber(static async _ =>
    {
        FiberChannel<int>[] channels = [FiberChannel<int>.Unbounded(), FiberChannel<int>.Unbounded(), FiberChannel<int>.Unbounded()];
        var select = new FiberSelect();
        foreach (FiberChannel<int> channel in channels)
        {
            select.Read(channel);
            for (int i = 0; i < 10; i++)
            {
                await channel.Write(i);
            }
        }

        var chosen = new List<int>();
        for (int i = 0; i < 9; i++)
        {
            chosen.Add(await select.Wait());
        }

        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], chosen);
    });

    [Fact]
    public void Two_selects_meet() => LoopThread.RunFiber(static async loop =>
    {
        FiberChannel<int> there = FiberChannel<int>.Rendezvous();
        FiberChannel<int> back = FiberChannel<int>.Rendezvous();
        int met = 0;
        await FiberScope.Run(
            async (scope, _) =>
            {
                scope.Spawn(async (_, _) => await Player(there, back), 0);
                scope.Spawn(async (_, _) => await Player(back, there), 0);
                await Fiber.Yield();
            },
            0);
        Assert.Equal(2000, met);

        async Fiber Player(FiberChannel<int> reads, FiberChannel<int> writes)
        {
            var select = new FiberSelect();
            select.Read(reads);
            select.Write(writes, 1);
            for (int i = 0; i < 1000; i++)
            {
                await select.Wait();
                met++;
            }
        }
    });

    [Fact]
    public void Waiting_allocates_nothing() => LoopThread.RunFiber(static async loop =>
    {
        FiberChannel<int> first = FiberChannel<int>.Rendezvous();
        FiberChannel<int> second = FiberChannel<int>.Rendezvous();
        loop.SpawnDetached(
            static async channels =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        await (i % 2 == 0 ? channels.First : channels.Second).Write(i);
                    }
                }
                catch (FiberChannelClosedException)
                {
                }
            },
            (First: first, Second: second));
        var select = new FiberSelect();
        select.Read(first);
        select.Read(second);
        using var cancel = new CancellationTokenSource();
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                await select.Wait(Second, cancel.Token);
            }
        }));
        first.Close();
        second.Close();
    });

    [Fact]
    public void Selects_on_several_loops_lose_and_double_nothing() => SeveralLoops.Run(3, static async runtime =>
    {
        const int Each = 2000;
        int seed = Seeds.Next();
        FiberChannel<int>[] channels = [new(0), new(1), new(4), FiberChannel<int>.Unbounded()];
        long read = 0;
        int count = 0;
        int timeouts = 0;
        using var end = new CancellationTokenSource();
        await FiberScope.Run(
            async (scope, _) =>
            {
                int writing = 6;
                for (int i = 0; i < 6; i++)
                {
                    scope.Spawn(
                        runtime.Loops[i % 3],
                        async (_, i) =>
                        {
                            var random = new Random(seed + i);
                            var select = new FiberSelect();
                            FiberWriteCase<int>[] cases = [.. channels.OrderBy(_ => random.Next()).Select(channel => select.Write(channel, 0))];
                            for (int item = 1; item <= Each;)
                            {
                                foreach (FiberWriteCase<int> write in cases)
                                {
                                    write.Item = item;
                                }

                                if (await select.Wait(TimeSpan.FromMicroseconds(random.Next(200))) != FiberSelect.None)
                                {
                                    item++;
                                }
                                else
                                {
                                    Interlocked.Increment(ref timeouts);
                                }
                            }

                            if (Interlocked.Decrement(ref writing) == 0)
                            {
                                foreach (FiberChannel<int> channel in channels)
                                {
                                    channel.Close();
                                }
                            }
                        },
                        i);
                    scope.Spawn(
                        runtime.Loops[(i + 1) % 3],
                        async (_, i) =>
                        {
                            var random = new Random(seed - i);
                            var select = new FiberSelect();
                            FiberReadCase<int>[] cases = [.. channels.OrderBy(_ => random.Next()).Select(select.Read)];
                            while (cases.Any(read => read.IsEnabled))
                            {
                                using FiberDeadline deadline = FiberDeadline.After(TimeSpan.FromMicroseconds(random.Next(300)));
                                int chosen;
                                try
                                {
                                    chosen = await select.Wait(deadline.CancellationToken);
                                }
                                catch (OperationCanceledException)
                                {
                                    continue;
                                }

                                if (cases[chosen].HasItem)
                                {
                                    Interlocked.Add(ref read, cases[chosen].Item);
                                    Interlocked.Increment(ref count);
                                }
                                else
                                {
                                    cases[chosen].IsEnabled = false;
                                }
                            }
                        },
                        i);
                }

                await Fiber.Yield();
            },
            0);
        Assert.Equal(6 * Each, count);
        Assert.Equal(6L * Each * (Each + 1) / 2, read);
    });

    [Fact]
    public void A_select_that_was_cancelled_again_and_again_waits_anew() => LoopThread.RunFiber(static async loop =>
    {
        var channel = new FiberChannel<int>(1);
        var select = new FiberSelect();
        FiberReadCase<int> read = select.Read(channel);
        for (int i = 0; i < 4; i++)
        {
            using var source = new CancellationTokenSource();
            FiberHandle waiting = loop.Spawn(static async on => await on.select.Wait(on.Token), (select, source.Token));
            await source.CancelAsync();
            var exception = await Expect.Throws<OperationCanceledException>(async () => await waiting);
            Assert.Equal(source.Token, exception.CancellationToken);
        }

        FiberHandle<int> last = loop.Spawn(static async select => await select.Wait(), select);
        await Fiber.Yield();
        Assert.False(last.IsCompleted);
        await channel.Write(5);
        Assert.Equal(read.Index, await last);
        Assert.Equal(5, read.Item);
    });
}
