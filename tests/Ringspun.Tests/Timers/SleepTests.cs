namespace Ringspun.Tests.Timers;

public sealed class SleepTests
{
    [Fact]
    public void Sleeps_are_exact_in_virtual_time() => LoopThread.RunFiber(static async loop =>
    {
        var random = new Random(Seeds.Next());
        for (int i = 0; i < 1000; i++)
        {
            long begin = loop.ReadClock();
            TimeSpan duration = TimeSpan.FromTicks(random.NextInt64(1, 1L << random.Next(1, 44)));
            await Fiber.Sleep(duration);
            Assert.Equal(duration.Ticks * TimeSpan.NanosecondsPerTick, loop.ReadClock() - begin);
            Assert.Equal(loop.ReadClock(), loop.Now);
        }
    });

    [Fact]
    public void Sleepers_wake_in_the_order_of_their_times() => LoopThread.RunFiber(static async loop =>
    {
        var random = new Random(Seeds.Next());
        var woken = new List<int>();
        var expected = new List<int>();
        var handles = new List<FiberHandle>();
        for (int i = 0; i < 1000; i++)
        {
            int milliseconds = random.Next(1, 1_000_000);
            expected.Add(milliseconds);
            handles.Add(loop.Spawn(
                static async x =>
                {
                    await Fiber.Sleep(TimeSpan.FromMilliseconds(x.milliseconds));
                    x.woken.Add(x.milliseconds);
                },
                (milliseconds, woken)));
        }

        foreach (FiberHandle handle in handles)
        {
            await handle;
        }

        expected.Sort();
        Assert.Equal(expected, woken);
    });

    [Fact]
    public void Sleeping_for_nothing_lets_others_run() => LoopThread.RunFiber(static async loop =>
    {
        bool other = false;
        loop.SpawnDetached(
            async _ =>
            {
                await Fiber.Yield();
                other = true;
            },
            0);
        await Fiber.Sleep(TimeSpan.Zero);
        Assert.True(other);
        await Fiber.Sleep(TimeSpan.FromSeconds(-1));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sleep_can_be_cancelled(bool fromAnotherThread) => LoopThread.RunFiber(async loop =>
    {
        using var cancel = new CancellationTokenSource();
        long begin = loop.ReadClock();
        FiberHandle sleeper = loop.Spawn(static token => Sleep(token), cancel.Token);
        if (fromAnotherThread)
        {
            // While this thread waits: virtual time would not.
            LoopThread.Run(cancel.Cancel);
        }
        else
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            cancel.Cancel();
        }

        var exception = await Expect.Throws<OperationCanceledException>(async () => await sleeper);
        Assert.Equal(cancel.Token, exception.CancellationToken);
        Assert.InRange(loop.ReadClock() - begin, 0, 1_000_000_000);

        static async Fiber Sleep(CancellationToken token) => await Fiber.Sleep(TimeSpan.FromDays(20), token);
    });

    [Fact]
    public void A_cancelled_token_ends_the_sleep_at_once() => LoopThread.RunFiber(static async loop =>
    {
        long begin = loop.ReadClock();
        await Expect.Throws<OperationCanceledException>(
            static async () => await Fiber.Sleep(TimeSpan.FromDays(1), new CancellationToken(canceled: true)));
        Assert.Equal(begin, loop.ReadClock());
    });

    [Fact]
    public void Cancelling_after_the_sleep_leaves_later_sleeps_alone() => LoopThread.RunFiber(static async loop =>
    {
        using var cancel = new CancellationTokenSource();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1), cancel.Token);
        long begin = loop.ReadClock();
        SleepOperation next = Fiber.Sleep(TimeSpan.FromSeconds(1));
        cancel.Cancel();
        await next;
        Assert.Equal(1_000_000_000, loop.ReadClock() - begin);
    });

    [Fact]
    public void Sleeping_needs_a_loop() => Assert.Throws<InvalidOperationException>(static () => Fiber.Sleep(TimeSpan.FromSeconds(1)));
}
