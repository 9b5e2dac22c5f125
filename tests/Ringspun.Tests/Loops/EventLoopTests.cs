namespace Ringspun.Tests.Loops;

public sealed class EventLoopTests
{
    [Fact]
    public void A_thread_has_one_loop_and_a_loop_one_thread() => LoopThread.Run(static () =>
    {
        using (var loop = new EventLoop(new SimulatedDriver()))
        {
            Assert.Same(loop, EventLoop.Current);
            Assert.Throws<InvalidOperationException>(static () => new EventLoop(new SimulatedDriver()));
            LoopThread.Run(() => Assert.Throws<InvalidOperationException>(() => loop.RunOnce(TimeSpan.Zero)));
        }

        Assert.Null(EventLoop.Current);
        using var next = new EventLoop(new SimulatedDriver());
    });

    [Fact]
    public void Turns_can_be_taken_one_at_a_time() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver());
        bool woken = false;
        loop.SpawnDetached(
            async _ =>
            {
                await Fiber.Sleep(TimeSpan.FromSeconds(10));
                woken = true;
            },
            0);
        long begin = loop.ReadClock();
        loop.RunOnce(TimeSpan.Zero);
        Assert.Equal(begin, loop.ReadClock());
        loop.RunOnce(TimeSpan.FromSeconds(1));
        Assert.Equal(1_000_000_000, loop.ReadClock() - begin);
        while (loop.ReadClock() - begin < 10_000_000_000)
        {
            Assert.False(woken);
            loop.RunOnce(TimeSpan.MaxValue);
        }

        loop.RunOnce(TimeSpan.Zero);
        Assert.True(woken);

        Assert.Equal(10_000_000_000, loop.ReadClock() - begin);
    });

    [Fact]
    public void Waiting_for_what_cannot_come_is_a_deadlock() => LoopThread.Run(static () =>
    {
        var options = new SimulatedDriverOptions { PatienceWithOtherThreads = TimeSpan.Zero };
        using var loop = new EventLoop(new SimulatedDriver(1, options));
        var never = new TaskCompletionSource();
        var exception = Assert.Throws<DeadlockException>(() => loop.RunUntil(async () => await never.Task));
        Assert.Contains("Deadlock", exception.Message, StringComparison.Ordinal);
        Assert.Contains("seed 1", exception.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void The_loop_ends_with_the_fiber_it_runs_for() => LoopThread.Run(static () =>
    {
        // Nothing else is there that could wake the loop.
        var options = new SimulatedDriverOptions { PatienceWithOtherThreads = TimeSpan.Zero };
        using var loop = new EventLoop(new SimulatedDriver(1, options));
        loop.RunUntil(static async () => await Fiber.Yield());
        loop.RunUntil(static () => Fiber.Completed);
        Assert.Throws<InvalidDataException>(() => loop.RunUntil(static async () =>
        {
            await Fiber.Yield();
            throw new InvalidDataException("on purpose");
        }));
    });

    [Fact]
    public void A_stopped_loop_returns() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver());
        loop.SpawnDetached(
            static async loop =>
            {
                await Fiber.Sleep(TimeSpan.FromHours(1));
                loop.Stop();
            },
            loop);
        loop.Run();
        loop.Dispose();
        loop.Dispose();
        loop.Stop();
        Assert.Throws<ObjectDisposedException>(loop.Run);
    });

    [Fact]
    public void Busy_fibers_do_not_starve_timers_or_completions() => LoopThread.RunFiber(static async loop =>
    {
        bool stop = false;
        for (int i = 0; i < 10; i++)
        {
            loop.SpawnDetached(
                async _ =>
                {
                    while (!stop)
                    {
                        await Fiber.Yield();
                    }
                },
                0);
        }

        // Virtual time stands still while there is something to run, so a completion that is due now must get through.
        var driver = (SimulatedDriver)loop.Driver;
        driver.Schedule(driver.ReadClock(), () => stop = true);
        while (!stop)
        {
            await Fiber.Yield();
        }
    });

    [Fact]
    public void An_idle_loop_takes_no_turns() => LoopThread.RunFiber(static async loop =>
    {
        var driver = (SimulatedDriver)loop.Driver;
        var network = new SimulatedNetwork(driver);
        using IBinding binding = network.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 80));
        using IListener listener = binding.Listen(loop);
        FiberHandle accepting = loop.Spawn(
            static async listener => await Expect.Disposed(listener.AcceptAsync()), listener);
        long before = driver.Turns;
        await Fiber.Sleep(TimeSpan.FromHours(1));

        // The timer wheel may look after a distant timer once per level.
        Assert.InRange(driver.Turns - before, 1, 12);
        listener.Dispose();
        await accepting;
    });

    [Fact]
    public void What_plain_callbacks_throw_is_reported_and_the_loop_goes_on() => LoopThread.RunFiber(static async _ =>
    {
        string mark = Guid.NewGuid().ToString();
        int seen = 0;
        Action<Exception> handler = exception => seen += exception.Message == mark ? 1 : 0;
        EventLoop.UnjoinedFailure += handler;
        SynchronizationContext.Current!.Post(_ => throw new InvalidDataException(mark), null);
        await Fiber.Yield();
        await Fiber.Yield();
        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal(1, seen);
    });
}
