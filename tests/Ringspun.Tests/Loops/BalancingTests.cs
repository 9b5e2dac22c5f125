using System.Collections.Concurrent;

namespace Ringspun.Tests.Loops;

public sealed class BalancingTests
{
    [Fact]
    public void Round_robin_takes_each_loop_in_its_turn()
    {
        using Runtime runtime = Start(3, BalancingPolicy.RoundRobin);
        FiberHandle[] handles = [.. Enumerable.Range(0, 9).Select(_ => runtime.Spawn(static async _ => await Fiber.Yield(), 0))];
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], handles.Select(handle => IndexOf(runtime, handle.Loop)));
        Assert.True(runtime.Stop(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Pinned_stays_with_its_caller()
    {
        using Runtime runtime = Start(3, BalancingPolicy.Pinned);
        LoopThread.RunFiber(
            async _ =>
            {
                foreach (EventLoop loop in runtime.Loops)
                {
                    await loop.Spawn(
                        static async x =>
                        {
                            for (int i = 0; i < 3; i++)
                            {
                                Assert.Same(x.loop, await x.runtime.Spawn(static async _ => EventLoop.Current!, 0));
                            }
                        },
                        (loop, runtime));
                }

                // Strangers are spread.
                var seen = new HashSet<EventLoop>();
                for (int i = 0; i < 3; i++)
                {
                    seen.Add(await runtime.Spawn(static async _ => EventLoop.Current!, 0));
                }

                Assert.Equal(3, seen.Count);
            },
            Waiting);
    }

    [Fact]
    public void The_least_loaded_loop_gets_the_next_fiber()
    {
        using Runtime runtime = Start(3, BalancingPolicy.LeastLoaded);
        var ends = new TaskCompletionSource[6];
        FiberHandle[] handles = new FiberHandle[6];
        for (int i = 0; i < 6; i++)
        {
            ends[i] = new TaskCompletionSource();
            handles[i] = runtime.Spawn(static async end => await end.Task, ends[i]);
        }

        Assert.Equal([2, 2, 2], runtime.Loops.Select(static loop => loop.PlacedFibers));
        Assert.Equal(6, runtime.LiveFibers);
        LoopThread.RunFiber(
            async _ =>
            {
                EventLoop emptied = handles[0].Loop;
                for (int i = 0; i < 6; i++)
                {
                    if (ReferenceEquals(handles[i].Loop, emptied))
                    {
                        ends[i].SetResult();
                        await handles[i];
                    }
                }

                Assert.Equal(0, emptied.PlacedFibers);
                var more = new TaskCompletionSource();
                for (int i = 0; i < 2; i++)
                {
                    Assert.Same(emptied, runtime.Spawn(static async more => await more.Task, more).Loop);
                }

                Assert.Equal([2, 2, 2], runtime.Loops.Select(static loop => loop.PlacedFibers));
                more.SetResult();
            },
            Waiting);
        foreach (TaskCompletionSource end in ends)
        {
            end.TrySetResult();
        }

        Assert.True(runtime.Stop(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, runtime.LiveFibers);
    }

    [Fact]
    public void A_fiber_counts_where_it_is()
    {
        using Runtime runtime = Start(2, BalancingPolicy.RoundRobin);
        LoopThread.RunFiber(
            async _ => await runtime.Spawn(
                static async runtime =>
                {
                    Assert.Equal([1, 0], runtime.Loops.Select(static loop => loop.PlacedFibers));
                    await runtime.Loops[1].SwitchTo();
                    Assert.Equal([0, 1], runtime.Loops.Select(static loop => loop.PlacedFibers));
                },
                runtime),
            Waiting);
        Assert.Equal([0, 0], runtime.Loops.Select(static loop => loop.PlacedFibers));
    }

    [Fact]
    public void A_policy_of_ones_own_decides()
    {
        using Runtime runtime = Start(3, new Last());
        for (int i = 0; i < 5; i++)
        {
            Assert.Same(runtime.Loops[2], runtime.Spawn(static async _ => await Fiber.Yield(), 0).Loop);
        }

        using Runtime other = Start(1, new Foreign(runtime.Loops[0]));
        Assert.Throws<InvalidOperationException>(() => other.Spawn(static _ => Fiber.Completed, 0));
        Assert.Equal(0, other.LiveFibers);
    }

    [Fact]
    public void A_graceful_stop_lets_fibers_end()
    {
        var ended = new ConcurrentBag<int>();
        using Runtime runtime = Start(2, BalancingPolicy.RoundRobin);
        for (int i = 0; i < 10; i++)
        {
            runtime.SpawnDetached(
                static async x =>
                {
                    try
                    {
                        await Never.Until(x.runtime.Stopping);
                    }
                    catch (OperationCanceledException)
                    {
                        // A fiber that ends may need others for it.
                        await x.runtime.Spawn(static async x => x.ended.Add(x.i), x);
                    }
                },
                (runtime, ended, i));
        }

        Assert.False(runtime.Stopping.IsCancellationRequested);
        Assert.True(runtime.Stop(Timeout.InfiniteTimeSpan));
        Assert.Equal(10, ended.Count);
        Assert.Throws<ObjectDisposedException>(() => runtime.Spawn(static _ => Fiber.Completed, 0));
    }

    [Fact]
    public void Fibers_that_do_not_end_are_left_when_patience_is_over()
    {
        using Runtime runtime = Start(1, BalancingPolicy.RoundRobin);
        runtime.SpawnDetached(static async _ => await Never.Until(CancellationToken.None), 0);
        Assert.False(runtime.Stop(TimeSpan.Zero));
        Assert.Equal(1, runtime.LiveFibers);
    }

    [Fact]
    public void A_loop_does_not_stop_its_own_runtime()
    {
        using Runtime runtime = Start(1, BalancingPolicy.RoundRobin);
        LoopThread.RunFiber(
            async _ => await Expect.Throws<InvalidOperationException>(async () => await runtime.Spawn(
                static async runtime =>
                {
                    await Fiber.Yield();
                    runtime.Stop(TimeSpan.Zero);
                },
                runtime)),
            Waiting);
        Assert.False(runtime.Stopping.IsCancellationRequested);
    }

    [Fact]
    public void The_runtimes_loops_are_named_by_number()
    {
        using var runtime = new Runtime(2, LoopThread.PatientDriver, new RuntimeOptions { Loops = new() { Name = "web" } });
        Assert.Equal(["web.0", "web.1"], runtime.Loops.Select(static loop => loop.Name));
    }

    private static SimulatedDriverOptions Waiting => new() { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan };

    private static Runtime Start(int count, IBalancingPolicy policy) =>
        new(count, LoopThread.PatientDriver, new RuntimeOptions { Balancing = policy });

    private static int IndexOf(Runtime runtime, EventLoop loop) => runtime.Loops.ToList().IndexOf(loop);

    private sealed class Last : IBalancingPolicy
    {
        public EventLoop Choose(IReadOnlyList<EventLoop> loops) => loops[^1];
    }

    private sealed class Foreign(EventLoop loop) : IBalancingPolicy
    {
        public EventLoop Choose(IReadOnlyList<EventLoop> loops) => loop;
    }
}
