using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Fibers;

public sealed class CallTests
{
    [Fact]
    public void Calls_return_values_whether_they_suspend_or_not() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(42, await Answer(0));
        Assert.Equal(42, await Answer(1));
        Assert.Equal(42, await Answer(5));
    });

    [Fact]
    public void A_call_that_has_not_suspended_is_complete_at_once() => LoopThread.RunFiber(static async _ =>
    {
        Fiber<int> call = Answer(0);
        Assert.True(call.IsCompleted);
        Assert.Equal(42, await call);
        Assert.True(Fiber.Completed.IsCompleted);
        await Fiber.Completed;
    });

    [Fact]
    public void A_call_runs_while_its_caller_does_something_else() => LoopThread.RunFiber(static async _ =>
    {
        Fiber<int> call = Answer(3);
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
        {
            await Fiber.Yield();
        }

        Assert.Equal(42, await call);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Exceptions_come_out_of_the_await_with_their_stack(int yields) => LoopThread.RunFiber(async _ =>
    {
        var exception = await Expect.Throws<InvalidDataException>(() => Outer(yields));
        Assert.Contains(nameof(Thrower), exception.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(Outer), exception.StackTrace, StringComparison.Ordinal);

        static async Fiber Outer(int yields) => await Thrower(yields);
    });

    [Fact]
    public void Finally_and_using_run_when_a_call_fails() => LoopThread.RunFiber(static async _ =>
    {
        var trace = new List<string>();
        await Expect.Throws<InvalidDataException>(() => WithCleanup(trace));
        Assert.Equal(["body", "finally"], trace);

        static async Fiber WithCleanup(List<string> trace)
        {
            try
            {
                trace.Add("body");
                await Thrower(1);
            }
            finally
            {
                await Fiber.Yield();
                trace.Add("finally");
            }
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calls_nest_ten_thousand_deep(bool suspendOnTheWayDown) => LoopThread.RunFiber(async _ =>
    {
        Assert.Equal(10_000, await Nest(10_000, suspendOnTheWayDown));

        static async Fiber<int> Nest(int depth, bool suspend)
        {
            if (suspend || depth == 0)
            {
                await Fiber.Yield();
            }

            return depth == 0 ? 0 : 1 + await Nest(depth - 1, suspend);
        }
    });

    [Fact]
    public void A_failure_rises_through_a_thousand_calls() => LoopThread.RunFiber(static async _ =>
    {
        await Expect.Throws<InvalidDataException>(() => Nest(1000));

        static async Fiber Nest(int depth)
        {
            await Fiber.Yield();
            await (depth == 0 ? Thrower(0) : Nest(depth - 1));
        }
    });

    [Fact]
    public void A_million_synchronous_completions_use_no_stack() => LoopThread.RunFiber(static async loop =>
    {
        int sum = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            sum += await One();
            await Fiber.Completed;
            await loop.Spawn(static _ => Fiber.Completed, 0);
        }

        Assert.Equal(1_000_000, sum);

#pragma warning disable CS1998 // That it never suspends is the point.
        static async Fiber<int> One() => 1;
#pragma warning restore CS1998
    });

    [Fact]
    public void Awaiting_a_call_twice_is_refused() => LoopThread.RunFiber(static async loop =>
    {
        Fiber<int> call = Answer(1);
        Assert.Equal(42, await call);
        await Expect.Throws<InvalidOperationException>(async () => await call);

        Fiber other = Pause(3);
        FiberHandle first = loop.Spawn(static async call => await call, other);
        await Expect.Throws<InvalidOperationException>(async () => await other);
        await first;

        static async Fiber Pause(int yields)
        {
            for (int i = 0; i < yields; i++)
            {
                await Fiber.Yield();
            }
        }
    });

    [Fact]
    public void A_refused_second_await_leaves_later_calls_alone() => LoopThread.RunFiber(static async _ =>
    {
        for (int i = 0; i < 100; i++)
        {
            Fiber<int> call = Answer(1);
            Assert.Equal(42, await call);
            await Expect.Throws<InvalidOperationException>(async () => await call);
        }
    });

    [Fact]
    public void A_call_becomes_a_task_for_other_code() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(42, await Answer(2).AsTask());
        await Expect.Throws<InvalidDataException>(async () => await Thrower(2).AsTask());
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber<int> Answer(int yields)
    {
        for (int i = 0; i < yields; i++)
        {
            await Fiber.Yield();
        }

        return 42;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Thrower(int yields)
    {
        for (int i = 0; i < yields; i++)
        {
            await Fiber.Yield();
        }

        throw new InvalidDataException("thrown on purpose");
    }
}
