namespace Ringspun.Tests.Scopes;

public sealed class ScopeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_scope_ends_after_its_fibers() => LoopThread.RunFiber(static async loop =>
    {
        var ended = new List<int>();
        await FiberScope.Run(
            static async (scope, ended) =>
            {
                for (int i = 1; i <= 3; i++)
                {
                    scope.Spawn(
                        static async (_, fiber) =>
                        {
                            await Fiber.Sleep(Second * fiber.I);
                            fiber.Ended.Add(fiber.I);
                        },
                        (I: i, Ended: ended));
                }

                await Fiber.Yield();
                ended.Add(0);
            },
            ended);
        Assert.Equal([0, 1, 2, 3], ended);
    });

    [Fact]
    public void The_body_returns_a_result_after_the_fibers() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        int result = await FiberScope.Run(
            static async (scope, value) =>
            {
                scope.Spawn(static async (_, _) => await Fiber.Sleep(Second), 0);
                await Fiber.Yield();
                return value * 2;
            },
            21);
        Assert.Equal(42, result);
        Assert.True(loop.ReadClock() - start >= Nanoseconds(Second));
    });

    [Fact]
    public void Fibers_that_never_suspend_count_too() => LoopThread.RunFiber(static async _ =>
    {
        int count = 0;
        await FiberScope.Run(
            async (scope, _) =>
            {
                scope.Spawn((_, _) => Count(), 0);
                scope.Spawn((_, _) => Count(), 0);
                await Fiber.Yield();
            },
            0);
        Assert.Equal(2, count);
        await Expect.Throws<InvalidDataException>(static async () => await FiberScope.Run(
            static (scope, _) =>
            {
                scope.Spawn(static Fiber (_, _) => throw new InvalidDataException("plain body"), 0);
                return Fiber.Completed;
            },
            0));

        Fiber Count()
        {
            count++;
            return Fiber.Completed;
        }
    });

    [Fact]
    public void The_first_failure_cancels_the_siblings_and_comes_out_as_itself() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        int cut = 0;
        InvalidDataException failure = await Expect.Throws<InvalidDataException>(async () => await FiberScope.Run(
            async (scope, _) =>
            {
                for (int i = 0; i < 10; i++)
                {
                    scope.Spawn(
                        async (scope, _) =>
                        {
                            try
                            {
                                await Fiber.Sleep(Second * 3600, scope.CancellationToken);
                            }
                            catch (OperationCanceledException)
                            {
                                cut++;
                                throw;
                            }
                        },
                        0);
                }

                scope.Spawn(static async (_, _) => await FailAfter(Second), 0);
                await Fiber.Sleep(Second * 3600, scope.CancellationToken);
            },
            0));
        Assert.Equal("on purpose", failure.Message);
        Assert.Contains(nameof(FailAfter), failure.StackTrace, StringComparison.Ordinal);
        Assert.Equal(10, cut);
        Assert.InRange(loop.ReadClock() - start, Nanoseconds(Second), Nanoseconds(Second * 2));
    });

    [Fact]
    public void Several_failures_come_out_together() => LoopThread.RunFiber(static async _ =>
    {
        AggregateException all = await Expect.Throws<AggregateException>(static async () => await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Spawn(static async (_, _) => await FailAfter(Second), 0);
                scope.Spawn(static async (_, _) => await FailAfter(Second * 2), 0);
                await Fiber.Yield();
                throw new ArithmeticException("the body");
            },
            0));
        Assert.Equal(
            [typeof(ArithmeticException), typeof(InvalidDataException), typeof(InvalidDataException)],
            all.InnerExceptions.Select(inner => inner.GetType()));
    });

    [Fact]
    public void A_body_that_throws_cancels_the_fibers_and_waits_for_them() => LoopThread.RunFiber(static async _ =>
    {
        bool ended = false;
        await Expect.Throws<InvalidDataException>(async () => await FiberScope.Run(
            (scope, _) =>
            {
                scope.Spawn(
                    async (scope, _) =>
                    {
                        try
                        {
                            await Fiber.Sleep(Second, scope.CancellationToken);
                        }
                        finally
                        {
                            await Fiber.Sleep(Second, CancellationToken.None);
                            ended = true;
                        }
                    },
                    0);
                throw new InvalidDataException("on purpose");
            },
            0));
        Assert.True(ended);
    });

    [Fact]
    public void A_fiber_that_ignores_cancellation_is_waited_for() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Spawn(static async (_, _) => await Fiber.Sleep(Second * 10, CancellationToken.None), 0);
                await Fiber.Yield();
                scope.Cancel();
            },
            0);
        Assert.True(loop.ReadClock() - start >= Nanoseconds(Second * 10));
    });

    [Fact]
    public void Cancelling_the_scope_is_no_failure() => LoopThread.RunFiber(static async _ =>
    {
        await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Spawn(static async (scope, _) => await Fiber.Sleep(Second, scope.CancellationToken), 0);
                await Fiber.Yield();
                scope.Cancel();
                scope.Cancel();
            },
            0);
        await Expect.Throws<OperationCanceledException>(static async () => await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Cancel();
                await Fiber.Sleep(Second, scope.CancellationToken);
            },
            0));
    });

    [Fact]
    public void A_cancellation_that_is_not_the_scopes_is_a_failure() => LoopThread.RunFiber(static async _ =>
    {
        using var other = new CancellationTokenSource();
        await other.CancelAsync();
        OperationCanceledException failure = await Expect.Throws<OperationCanceledException>(async () => await FiberScope.Run(
            static async (scope, token) =>
            {
                scope.Spawn(static async (_, token) => await Fiber.Sleep(Second, token), token);
                await Fiber.Sleep(Second * 2, scope.CancellationToken);
            },
            other.Token));
        Assert.Equal(other.Token, failure.CancellationToken);
    });

    [Fact]
    public void Cancellation_from_outside_cuts_body_and_fibers() => LoopThread.RunFiber(static async loop =>
    {
        using FiberDeadline deadline = FiberDeadline.After(Second);
        OperationCanceledException failure = await Expect.Throws<OperationCanceledException>(async () => await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Spawn(static async (scope, _) => await Fiber.Sleep(Second * 100, scope.CancellationToken), 0);
                await Fiber.Yield();
            },
            0,
            deadline.CancellationToken));
        Assert.Equal(deadline.CancellationToken, failure.CancellationToken);

        // Nothing was cut: then there is nothing to report.
        await FiberScope.Run(static async (scope, _) => await Fiber.Sleep(Second), 0, deadline.CancellationToken);
    });

    [Fact]
    public void Scopes_nest_and_a_failure_inside_ends_both() => LoopThread.RunFiber(static async _ =>
    {
        var order = new List<string>();
        await Expect.Throws<InvalidDataException>(async () => await FiberScope.Run(
            async (outer, order) =>
            {
                outer.Spawn(
                    async (outer, order) =>
                    {
                        try
                        {
                            await Fiber.Sleep(Second * 100, outer.CancellationToken);
                        }
                        finally
                        {
                            order.Add("outer fiber");
                        }
                    },
                    order);
                await FiberScope.Run(
                    async (inner, order) =>
                    {
                        inner.Spawn(static async (_, _) => await FailAfter(Second), 0);
                        try
                        {
                            await Fiber.Sleep(Second * 50, inner.CancellationToken);
                        }
                        finally
                        {
                            order.Add("inner body");
                        }
                    },
                    order,
                    outer.CancellationToken);
            },
            order));
        Assert.Equal(["inner body", "outer fiber"], order);
    });

    [Fact]
    public void A_fiber_may_start_siblings_after_the_body_has_ended() => LoopThread.RunFiber(static async _ =>
    {
        int ended = 0;
        await FiberScope.Run(
            (scope, _) =>
            {
                scope.Spawn(Generation, 50);
                return Fiber.Completed;
            },
            0);
        Assert.Equal(51, ended);

        async Fiber Generation(FiberScope scope, int left)
        {
            await Fiber.Yield();
            if (left > 0)
            {
                scope.Spawn(Generation, left - 1);
            }

            ended++;
        }
    });

    [Fact]
    public void Starting_a_fiber_in_a_scope_that_has_ended_is_refused() => LoopThread.RunFiber(static async _ =>
    {
        FiberScope? kept = null;
        await FiberScope.Run(
            async (scope, _) =>
            {
                kept = scope;
                await Fiber.Yield();
            },
            0);
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => kept!.Spawn(static (_, _) => Fiber.Completed, 0));
        Assert.Contains("The scope has ended", refusal.Message, StringComparison.Ordinal);
        kept!.Cancel();
    });

    [Fact]
    public void A_fiber_of_a_scope_can_be_joined() => LoopThread.RunFiber(static async _ =>
    {
        await FiberScope.Run(
            static async (scope, _) =>
            {
                FiberHandle handle = scope.SpawnJoinable(static async (_, _) => await Fiber.Sleep(Second), 0);
                FiberHandle other = scope.SpawnJoinable(static async (_, handle) => await handle, handle);
                Assert.False(handle.IsCompleted);
                await handle;
                await other;
                Assert.True(handle.IsCompleted);
            },
            0);
    });

    [Fact]
    public void A_throwing_cancellation_callback_is_a_failure_of_the_scope() => LoopThread.RunFiber(static async _ =>
    {
        AggregateException failure = await Expect.Throws<AggregateException>(static async () => await FiberScope.Run(
            static async (scope, _) =>
            {
                scope.CancellationToken.Register(static () => throw new InvalidDataException("callback"));
                await Fiber.Yield();
                scope.Cancel();
            },
            0));
        Assert.IsType<InvalidDataException>(failure.InnerException);
    });

    [Fact]
    public void A_failure_inside_a_scope_is_not_reported_as_unjoined()
    {
        int reported = 0;
        Action<Exception> handler = exception =>
        {
            if (exception.Message == "of a scope")
            {
                Interlocked.Increment(ref reported);
            }
        };
        EventLoop.UnjoinedFailure += handler;
        try
        {
            LoopThread.RunFiber(static async _ => await Expect.Throws<InvalidDataException>(static async () => await FiberScope.Run(
                static async (scope, _) =>
                {
                    scope.Spawn(static async (_, _) => { await Fiber.Yield(); throw new InvalidDataException("of a scope"); }, 0);
                    await Fiber.Yield();
                },
                0)));
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(0, Volatile.Read(ref reported));
        }
        finally
        {
            EventLoop.UnjoinedFailure -= handler;
        }
    }

    internal static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    internal static async Fiber FailAfter(TimeSpan time)
    {
        await Fiber.Sleep(time);
        throw new InvalidDataException("on purpose");
    }
}
