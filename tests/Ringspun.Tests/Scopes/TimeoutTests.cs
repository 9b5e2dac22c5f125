namespace Ringspun.Tests.Scopes;

public sealed class TimeoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Work_that_takes_too_long_times_out() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        TimeoutException failure = await Expect.Throws<TimeoutException>(static async () =>
            await Fiber.WithTimeout(Second, static async (duration, cancel) => await Fiber.Sleep(duration, cancel), Second * 60));
        Assert.IsType<OperationCanceledException>(failure.InnerException, exactMatch: false);
        Assert.Equal(ScopeTests.Nanoseconds(Second), loop.ReadClock() - start);
    });

    [Fact]
    public void Work_in_time_returns_its_result() => LoopThread.RunFiber(static async loop =>
    {
        int result = await Fiber.WithTimeout(
            Second * 2,
            static async (value, cancel) =>
            {
                await Fiber.Sleep(Second, cancel);
                return value;
            },
            42);
        Assert.Equal(42, result);
        Assert.Equal(0, loop.Timers.Count);
    });

    [Fact]
    public void Work_that_ends_in_spite_of_the_time_has_ended_in_order() => LoopThread.RunFiber(static async _ =>
    {
        int result = await Fiber.WithTimeout(
            Second,
            static async (value, _) =>
            {
                await Fiber.Sleep(Second * 5, CancellationToken.None);
                return value;
            },
            7);
        Assert.Equal(7, result);
    });

    [Fact]
    public void A_failure_comes_out_as_itself() => LoopThread.RunFiber(static async _ =>
        await Expect.Throws<InvalidDataException>(static async () =>
            await Fiber.WithTimeout(Second * 2, static async (time, _) => await ScopeTests.FailAfter(time), Second)));

    [Fact]
    public void Cancellation_from_outside_is_no_timeout() => LoopThread.RunFiber(static async loop =>
    {
        using FiberDeadline outer = FiberDeadline.After(Second);
        await Expect.Throws<OperationCanceledException>(async () =>
            await Fiber.WithTimeout(Second * 2, static async (_, cancel) => await Fiber.Sleep(Second * 60, cancel), 0, outer.CancellationToken));
        Assert.True(outer.HasExpired);
        Assert.Equal(0, loop.Timers.Count);
    });

    [Fact]
    public void The_inner_of_two_timeouts_may_be_the_shorter_or_the_longer_one() => LoopThread.RunFiber(static async loop =>
    {
        foreach ((int outer, int inner) in new[] { (1, 5), (5, 1) })
        {
            long start = loop.ReadClock();
            await Expect.Throws<TimeoutException>(async () => await Fiber.WithTimeout(
                Second * outer,
                static async (inner, cancel) => await Fiber.WithTimeout(
                    Second * inner, static async (_, cancel) => await Fiber.Sleep(Second * 60, cancel), 0, cancel),
                inner));
            Assert.Equal(ScopeTests.Nanoseconds(Second), loop.ReadClock() - start);
        }
    });

    [Fact]
    public void A_deadline_is_a_time_of_the_loops_clock() => LoopThread.RunFiber(static async loop =>
    {
        long at = loop.ReadClock() + ScopeTests.Nanoseconds(Second);
        await Expect.Throws<TimeoutException>(async () =>
            await Fiber.WithDeadline(at, static async (_, cancel) => await Fiber.Sleep(Second * 60, cancel), 0));
        Assert.Equal(at, loop.ReadClock());
        await Expect.Throws<TimeoutException>(async () =>
            await Fiber.WithDeadline(at, static async (_, cancel) => await Fiber.Sleep(Second * 60, cancel), 0));
        Assert.Equal(at, loop.ReadClock());
        Assert.Equal(3, await Fiber.WithDeadline(
            long.MaxValue,
            static async (value, cancel) =>
            {
                await Fiber.Sleep(Second * 3600, cancel);
                return value;
            },
            3));
    });

    [Fact]
    public void A_deadline_that_is_disposed_of_cancels_nothing() => LoopThread.RunFiber(static async loop =>
    {
        CancellationToken token;
        using (FiberDeadline deadline = FiberDeadline.After(Second))
        {
            token = deadline.CancellationToken;
            Assert.Equal(1, loop.Timers.Count);
        }

        await Fiber.Sleep(Second * 2);
        Assert.False(token.IsCancellationRequested);
        using FiberDeadline never = FiberDeadline.After(Timeout.InfiniteTimeSpan);
        using FiberDeadline longest = FiberDeadline.After(TimeSpan.MaxValue);
        Assert.Equal(0, loop.Timers.Count);
        using FiberDeadline over = FiberDeadline.After(TimeSpan.Zero);
        Assert.True(over.HasExpired);
        Assert.True(over.CancellationToken.IsCancellationRequested);
    });

    [Fact]
    public void A_deadline_may_be_disposed_of_on_another_thread() => LoopThread.RunFiber(static async loop =>
    {
        FiberDeadline deadline = FiberDeadline.After(Second);
        await Task.Run(deadline.Dispose);

        // A turn of the loop at least: what other threads post is taken at its beginning.
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, loop.Timers.Count);
    });

    [Fact]
    public void A_callback_that_throws_at_a_deadline_does_not_end_the_loop() => LoopThread.RunFiber(static async loop =>
    {
        using FiberDeadline deadline = FiberDeadline.After(Second);
        deadline.CancellationToken.Register(static () => throw new InvalidDataException("on purpose: a deadline's callback"));
        await Fiber.Sleep(Second * 2);
        Assert.True(deadline.HasExpired);
    });

    [Fact]
    public void Shielded_work_is_not_cut_but_by_its_own_time() => LoopThread.RunFiber(static async loop =>
    {
        using FiberDeadline caller = FiberDeadline.After(Second);
        bool flushed = false;
        await Expect.Throws<OperationCanceledException>(async () =>
        {
            try
            {
                await Fiber.Sleep(Second * 60, caller.CancellationToken);
            }
            finally
            {
                await Fiber.Shield(
                    Second * 5,
                    async (_, cancel) =>
                    {
                        await Fiber.Sleep(Second * 3, cancel);
                        flushed = true;
                    },
                    0);
            }
        });
        Assert.True(flushed);
        await Expect.Throws<TimeoutException>(static async () =>
            await Fiber.Shield(Second * 5, static async (_, cancel) => await Fiber.Sleep(Second * 60, cancel), 0));
    });

    [Fact]
    public void A_shield_of_a_scope_lets_the_caller_go_and_finishes_the_work() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        bool done = false;
        await FiberScope.Run(
            async (scope, _) =>
            {
                using FiberDeadline caller = FiberDeadline.After(Second);
                await Expect.Throws<OperationCanceledException>(async () => await scope.Shield(
                    async (_, _) =>
                    {
                        await Fiber.Sleep(Second * 10);
                        done = true;
                    },
                    0,
                    caller.CancellationToken));
                Assert.Equal(ScopeTests.Nanoseconds(Second), loop.ReadClock() - start);
                Assert.False(done);
                await scope.Shield(static async (_, _) => await Fiber.Sleep(Second), 0);
            },
            0);
        Assert.True(done);
        Assert.Equal(ScopeTests.Nanoseconds(Second * 10), loop.ReadClock() - start);
    });
}
