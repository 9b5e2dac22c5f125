using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Diagnostics;

public sealed class DumpTests
{
    [Fact]
    public void Every_fiber_tells_what_it_waits_for_and_for_how_long() => Run(static async loop =>
    {
        FiberHandle sleeper = loop.Spawn(static async _ => await Outer(), 0, new FiberOptions { Name = "sleeper" });
        FiberHandle joiner = loop.Spawn(static async handle => await handle, sleeper, new FiberOptions { Name = "joiner" });
        FiberHandle tasker = loop.Spawn(static async _ => await Never.Until(Fiber.CancellationToken), 0);
        await Fiber.Sleep(TimeSpan.FromSeconds(3));
        FiberHandle ready = loop.Spawn(static async _ => await Fiber.Yield(), 0, new FiberOptions { Name = "ready" });

        IReadOnlyList<FiberSnapshot> all = loop.SnapshotFibers();
        Assert.Equal(loop.LiveFibers, all.Count);
        Assert.Equal(5, all.Count);
        Assert.Equal(FiberState.Running, all[0].State);
        Assert.Equal(nameof(DumpTests) + "." + nameof(Every_fiber_tells_what_it_waits_for_and_for_how_long) + " (lambda)", all[0].Body);

        FiberSnapshot snapshot = all.Single(static fiber => fiber.Name == "sleeper");
        Assert.Equal(FiberState.Waiting, snapshot.State);
        Assert.Equal("sleep", snapshot.Operation);
        Assert.Equal(TimeSpan.FromSeconds(3), snapshot.Duration);
        Assert.Equal(
            ["DumpTests.Inner", "DumpTests.Outer", "DumpTests." + nameof(Every_fiber_tells_what_it_waits_for_and_for_how_long) + " (lambda)"],
            snapshot.Calls);

        Assert.Equal("join", all.Single(static fiber => fiber.Name == "joiner").Operation);
        Assert.Equal("Task", all[3].Operation);
        Assert.Equal(FiberState.Waiting, all[3].State);
        Assert.Equal(FiberState.Ready, all[4].State);
        Assert.Equal(TimeSpan.Zero, all[4].Duration);

        string text = loop.DumpFibers();
        Assert.Contains("5 live fibers", text, StringComparison.Ordinal);
        Assert.Contains("\"sleeper\" waiting for sleep, 3.000 s in DumpTests.Inner < DumpTests.Outer", text, StringComparison.Ordinal);

        tasker.Cancel();
        await Expect.Throws<TaskCanceledException>(async () => await tasker);
        await joiner;
        await ready;
        Assert.Single(loop.SnapshotFibers());
    });

    [Fact]
    public void Fibers_come_and_go_and_the_list_is_right() => Run(static async loop =>
    {
        for (int round = 0; round < 20; round++)
        {
            FiberHandle[] handles = [.. Enumerable.Range(0, 50).Select(i => loop.Spawn(
                static async i =>
                {
                    for (; i > 0; i--)
                    {
                        await Fiber.Yield();
                    }
                },
                i % 10))];
            Assert.Equal(1 + (50 * 9 / 10), loop.LiveFibers);
            Assert.Equal(loop.LiveFibers, loop.SnapshotFibers().Count);
            for (int i = 0; i < 5; i++)
            {
                await Fiber.Yield();
                Assert.Equal(loop.LiveFibers, loop.SnapshotFibers().Count);
            }

            foreach (FiberHandle handle in handles)
            {
                await handle;
            }

            Assert.Equal(1, loop.LiveFibers);
        }
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    [InlineData("simulated")]
    public void Waiting_for_input_is_named_by_its_system_call(string driver) => LoopThread.Run(() =>
    {
        (Func<IDriver> make, Func<IDriver, INetwork> network) = Drivers.Find(driver);
        using var loop = new EventLoop(make(), new EventLoopOptions { TrackFibers = true, Name = "here" });
        loop.RunUntil(
            static async x =>
            {
                using IBinding binding = x.Network.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
                using IListener listener = binding.Listen(x.loop);
                FiberHandle accepting = x.loop.Spawn(
                    static async listener => await Expect.Disposed(listener.AcceptAsync()), listener, new FiberOptions { Name = "accepting" });
                FiberSnapshot snapshot = x.loop.SnapshotFibers().Single(static fiber => fiber.Name == "accepting");
                Assert.Equal(FiberState.Waiting, snapshot.State);
                Assert.StartsWith("accept", snapshot.Operation, StringComparison.Ordinal);
                Assert.StartsWith("loop here (", x.loop.DumpFibers(), StringComparison.Ordinal);
                listener.Dispose();
                await accepting;
            },
            (loop, Network: network(loop.Driver)));
    });

    [Fact]
    public void Other_threads_ask()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Loops = new() { TrackFibers = true } });
        EventLoop loop = runtime.Loops[0];
        var never = new TaskCompletionSource();
        FiberHandle waiting = loop.Spawn(static async never => await never.Task, never, new FiberOptions { Name = "far" });
        IReadOnlyList<FiberSnapshot> all = loop.SnapshotFibers(TimeSpan.FromSeconds(60));
        Assert.Equal("far", Assert.Single(all).Name);
        Assert.Contains("\"far\" waiting for Task", loop.DumpFibers(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        never.SetResult();
        LoopThread.RunFiber(async _ => await waiting, new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });
        Assert.Empty(loop.SnapshotFibers(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_loop_that_nobody_runs_does_not_answer()
    {
        using var made = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        EventLoop? loop = null;
        var thread = new Thread(() =>
        {
            loop = new EventLoop(new SimulatedDriver());
            made.Set();
            end.Wait();
            loop.Dispose();
        });
        thread.Start();
        made.Wait(TestContext.Current.CancellationToken);
        Assert.Throws<TimeoutException>(() => loop!.DumpFibers(TimeSpan.Zero));
        end.Set();
        thread.Join();
        Assert.Throws<ObjectDisposedException>(() => loop!.DumpFibers());
    }

    [Fact]
    public void A_fiber_that_moves_is_listed_where_it_is()
    {
        var options = new RuntimeOptions { Loops = new() { TrackFibers = true } };
        using var runtime = new Runtime(2, LoopThread.PatientDriver, options);
        LoopThread.RunFiber(
            async _ => await runtime.Loops[0].Spawn(
                static async runtime =>
                {
                    Assert.Equal((1, 0), (runtime.Loops[0].LiveFibers, runtime.Loops[1].LiveFibers));
                    await runtime.Loops[1].SwitchTo();
                    Assert.Equal((0, 1), (runtime.Loops[0].LiveFibers, runtime.Loops[1].LiveFibers));
                },
                runtime,
                new FiberOptions { Name = "traveller" }),
            new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });
        Assert.Equal((0, 0), (runtime.Loops[0].LiveFibers, runtime.Loops[1].LiveFibers));
    }

    [Fact]
    public void Fibers_in_the_queue_of_a_policy_are_ready() => LoopThread.Run(static () =>
    {
        var options = new EventLoopOptions { TrackFibers = true, RunQueue = static () => new PriorityRunQueue() };
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), options);
        loop.RunUntil(
            static async loop =>
            {
                FiberHandle low = loop.Spawn(static async _ => await Fiber.Yield(), 0, new FiberOptions { Name = "low", Priority = -1 });
                await Fiber.Yield();
                Assert.Equal([FiberState.Running, FiberState.Ready], loop.SnapshotFibers().Select(static fiber => fiber.State));
                await low;
                Assert.Equal([FiberState.Running], loop.SnapshotFibers().Select(static fiber => fiber.State));
            },
            loop);
    });

    [Fact]
    public void A_loop_that_does_not_track_says_so() => LoopThread.RunFiber(static async loop =>
    {
        Assert.Empty(loop.SnapshotFibers());
        Assert.Contains(nameof(EventLoopOptions.TrackFibers), loop.DumpFibers(), StringComparison.Ordinal);
        await Fiber.Yield();
    });

    [Fact]
    public void A_deadlock_is_reported_with_the_dump() => LoopThread.Run(static () =>
    {
        var simulated = new SimulatedDriver(1, new SimulatedDriverOptions { PatienceWithOtherThreads = TimeSpan.Zero });
        using var loop = new EventLoop(simulated, new EventLoopOptions { TrackFibers = true });
        var exception = Assert.Throws<DeadlockException>(() => loop.RunUntil(
            static async loop =>
            {
                var never = new TaskCompletionSource();
                FiberHandle first = loop.Spawn(static async never => await never.Task, never, new FiberOptions { Name = "the first" });
                await loop.Spawn(static async first => await first, first, new FiberOptions { Name = "the second" });
            },
            loop));
        Assert.Contains("\"the first\" waiting for Task", exception.Dump, StringComparison.Ordinal);
        Assert.Contains("\"the second\" waiting for join", exception.Message, StringComparison.Ordinal);
        Assert.Contains("seed 1", exception.Message, StringComparison.Ordinal);
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Outer()
    {
        await Fiber.Yield();
        await Inner();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber<int> Inner()
    {
        await Fiber.Sleep(TimeSpan.FromSeconds(5));
        return 1;
    }

    private static void Run(Func<EventLoop, Fiber> body) => LoopThread.Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { TrackFibers = true });
        loop.RunUntil(body, loop);
    });
}
