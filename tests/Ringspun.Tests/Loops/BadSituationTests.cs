namespace Ringspun.Tests.Loops;

/// <summary>What mistakes get: a clear refusal, and a loop that goes on.</summary>
public sealed class BadSituationTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void An_operation_is_refused_to_a_fiber_of_another_loop(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        IoOperation<PollEvents> operation = Fiber.WaitUntilReadable(descriptor.Number);
        Exception? refusal = null;
        LoopThread.RunFiber(async _ =>
        {
            try
            {
                await operation;
            }
            catch (InvalidOperationException exception)
            {
                refusal = exception;
            }
        });
        Assert.NotNull(refusal);
        descriptor.Set();
        Assert.Equal(PollEvents.Readable, await operation);
    });

    [Fact]
    public void A_disposed_loop_takes_nothing() => LoopThread.Run(static () =>
    {
        var loop = new EventLoop(new SimulatedDriver());
        loop.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loop.Spawn(static _ => Fiber.Completed, 0));
        Assert.Throws<ObjectDisposedException>(() => loop.Spawn(static _ => Fiber.Completed, 0, new FiberOptions { Name = "late" }));
        Assert.Throws<ObjectDisposedException>(() => loop.SpawnDetached(static _ => Fiber.Completed, 0));
        Assert.Throws<ObjectDisposedException>(() => loop.RunUntil(static () => Fiber.Completed));
        Assert.Throws<ObjectDisposedException>(() => loop.RunOnce(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => loop.AddSource(new TestSource(static (_, _) => false)));
        Assert.Throws<ObjectDisposedException>(() => loop.PrepareWait());
        Assert.Throws<ObjectDisposedException>(() => loop.EndWaits(0));
        Assert.Throws<InvalidOperationException>(static () => Fiber.Call<Operations.Gate.WaitCall, int>(default));
        loop.Stop();
        loop.Dispose();
    });

    [Fact]
    public void A_completion_that_comes_after_the_loops_end_does_no_harm() => LoopThread.Run(static () =>
    {
        var gate = new Operations.Gate();
        using (var loop = new EventLoop(new SimulatedDriver()))
        {
            loop.SpawnDetached(static async gate => await gate.Wait(), gate);
        }

        gate.Completion.Finish(1);
        gate.Completion.Retry();
    });

    [Fact]
    public void A_continuation_that_throws_is_reported_and_the_loop_goes_on() => LoopThread.RunFiber(static async _ =>
    {
        string mark = Guid.NewGuid().ToString();
        int seen = 0;
        Action<Exception> handler = exception => seen += exception.Message == mark ? 1 : 0;
        EventLoop.UnjoinedFailure += handler;
        var gate = new Operations.Gate();
        for (int i = 0; i < 3; i++)
        {
            gate.Wait().OnCompleted(() => throw new InvalidDataException(mark));
            gate.Completion.Finish(0);
            Fiber.Yield().OnCompleted(() => throw new InvalidDataException(mark));
            await Fiber.Yield();
        }

        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal(6, seen);
    });

    [Fact]
    public void The_fibers_behind_a_continuation_that_throws_still_run() => LoopThread.RunFiber(static async loop =>
    {
        Action<Exception> handler = static _ => { };
        EventLoop.UnjoinedFailure += handler;
        int ran = 0;
        for (int i = 0; i < 1000; i++)
        {
            Fiber.Yield().OnCompleted(static () => throw new InvalidDataException("on purpose"));
            loop.SpawnDetached(
                async _ =>
                {
                    await Fiber.Yield();
                    ran++;
                },
                0);
        }

        for (int i = 0; i < 3; i++)
        {
            await Fiber.Yield();
        }

        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal(1000, ran);
    });

    [Fact]
    public void A_million_completions_in_a_row_use_no_stack() => LoopThread.RunFiber(static async loop =>
    {
        const int Million = 1_000_000;
        for (int i = 0; i < Million; i++)
        {
            await Returned();
        }

        for (int i = 0; i < Million; i++)
        {
            await loop.Spawn(static _ => Returned(), 0);
        }

        // Each ends the next one's wait.
        FiberHandle previous = loop.Spawn(static _ => Fiber.Completed, 0);
        for (int i = 0; i < Million / 10; i++)
        {
            previous = loop.Spawn(
                static async previous =>
                {
                    await Fiber.Yield();
                    await previous;
                },
                previous);
        }

        await previous;

        static async Fiber Returned() => await Fiber.Completed;
    });
}
