using System.Diagnostics.CodeAnalysis;

namespace Ringspun.Tests.Loops;

public sealed class SwitchTests
{
    private static readonly FiberLocal<string> Local = new();

    [Fact]
    public void What_follows_runs_on_the_other_loop() => Run(static async (here, there) =>
    {
        int thread = Environment.CurrentManagedThreadId;
        await here.SwitchTo();
        Assert.Same(here, EventLoop.Current);
        await there.SwitchTo();
        Assert.Same(there, EventLoop.Current);
        Assert.NotEqual(thread, Environment.CurrentManagedThreadId);
        await Fiber.Yield();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        await Task.Run(static () => { });
        Assert.Same(there, EventLoop.Current);
        await here.SwitchTo();
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.Same(here, EventLoop.Current);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Callers_follow_what_they_have_awaited(bool named) => Run(async (here, there) =>
    {
        for (int i = 0; i < 200; i++)
        {
            FiberHandle<int> handle = here.Spawn(Outer, (there, i), named ? new FiberOptions { Name = "traveller" } : default);
            Assert.Equal(i + 3, await handle);
            Assert.Same(here, EventLoop.Current);
        }

        static async Fiber<int> Outer((EventLoop There, int Value) input)
        {
            if (input.Value % 2 == 0)
            {
                await Fiber.Yield();
            }

            int value = await Middle(input);
            Assert.Same(input.There, EventLoop.Current);
            return value + 1;
        }

        static async Fiber<int> Middle((EventLoop There, int Value) input)
        {
            int value = await Inner(input);
            Assert.Same(input.There, EventLoop.Current);
            await Fiber.Yield();
            Assert.Same(input.There, EventLoop.Current);
            return value + 1;
        }

        static async Fiber<int> Inner((EventLoop There, int Value) input)
        {
            await input.There.SwitchTo();
            Assert.Same(input.There, EventLoop.Current);
            if (input.Value % 3 == 0)
            {
                await Fiber.Yield();
            }

            return input.Value + 1;
        }
    });

    [Fact]
    public void A_failure_is_caught_on_the_other_loop() => Run(static async (here, there) =>
    {
        bool cleaned = false;
        await here.Spawn(
            async there =>
            {
                try
                {
                    await Failing(there);
                }
                catch (InvalidDataException)
                {
                    Assert.Same(there, EventLoop.Current);
                }
                finally
                {
                    await Fiber.Yield();
                    cleaned = ReferenceEquals(there, EventLoop.Current);
                }
            },
            there);
        Assert.True(cleaned);

        FiberHandle failing = here.Spawn(Failing, there);
        await Expect.Throws<InvalidDataException>(async () => await failing);
        Assert.Same(here, EventLoop.Current);

        static async Fiber Failing(EventLoop there)
        {
            await there.SwitchTo();
            throw new InvalidDataException("on purpose");
        }
    });

    [Fact]
    public void A_call_that_is_awaited_later_moves_alone() => Run(static async (here, there) =>
    {
        for (int i = 0; i < 500; i++)
        {
            Fiber<int> call = Away(there, i);
            for (int n = i % 4; n >= 0; n--)
            {
                await Fiber.Yield();
            }

            Assert.Equal(i, await call);
            Assert.Same(here, EventLoop.Current);
        }

        Fiber<int> polled = Away(there, 7);
        while (!polled.IsCompleted)
        {
            await Fiber.Yield();
        }

        Assert.Equal(7, await polled);
        await Expect.Throws<InvalidOperationException>(async () => await polled);

        static async Fiber<int> Away(EventLoop there, int value)
        {
            await there.SwitchTo();
            await Fiber.Yield();
            return value;
        }
    });

    [Fact]
    public void Task_code_stays_where_it_is() => Run(static async (here, there) =>
    {
        Assert.Equal(3, await Plain(there));
        Assert.Same(here, EventLoop.Current);

        static async Task<int> Plain(EventLoop there)
        {
            EventLoop? before = EventLoop.Current;
            await Away(there);
            Assert.Same(before, EventLoop.Current);
            return 3;
        }

        static async Fiber Away(EventLoop there)
        {
            await there.SwitchTo();
            await Fiber.Yield();
        }
    });

    [Fact]
    public void What_a_fiber_has_goes_along() => Run(static async (here, there) =>
    {
        using var cancel = new CancellationTokenSource();
        FiberHandle handle = here.Spawn(
            static async there =>
            {
                FiberInfo info = Fiber.Current!;
                CancellationToken token = Fiber.CancellationToken;
                Local.Value = "mine";
                await there.SwitchTo();
                Assert.Same(info, Fiber.Current);
                Assert.Same(there, info.Loop);
                Assert.Equal("mine", Local.Value);
                Assert.Equal(token, Fiber.CancellationToken);
                await Never.Until(token);
            },
            there,
            new FiberOptions { Name = "traveller" });
        for (int i = 0; i < 100; i++)
        {
            await here.Spawn(static async there => await there.SwitchTo(), there);
        }

        handle.Cancel();
        await Expect.Throws<OperationCanceledException>(async () => await handle);

        await here.Spawn(
            static async there =>
            {
                Local.Value = "late";
                await there.SwitchTo();
                Assert.Equal("late", Local.Value);
            },
            there);
    });

    [Fact]
    public void The_fiber_that_a_loop_runs_for_may_end_elsewhere()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(async _ => await runtime.Loops[0].SwitchTo(), Waiting);
    }

    [Fact]
    public void Fibers_cross_in_both_directions()
    {
        using var runtime = new Runtime(3, LoopThread.PatientDriver);
        LoopThread.RunFiber(
            async _ =>
            {
                FiberHandle<int>[] handles = [.. Enumerable.Range(0, 60).Select(i => runtime.Loops[i % 3].Spawn(Wander, (runtime, i)))];
                for (int i = 0; i < handles.Length; i++)
                {
                    Assert.Equal(i + 300, await handles[i]);
                }
            },
            Waiting);

        static async Fiber<int> Wander((Runtime Runtime, int Seed) input)
        {
            var random = new Random(input.Seed);
            int value = input.Seed;
            for (int i = 0; i < 100; i++)
            {
                value += await Step(input.Runtime.Loops[random.Next(3)], random.Next(4));
            }

            return value;
        }

        static async Fiber<int> Step(EventLoop target, int depth)
        {
            if (depth == 0)
            {
                await target.SwitchTo();
                return 3;
            }

            int value = await Step(target, depth - 1);
            Assert.Same(target, EventLoop.Current);
            return value;
        }
    }

    [Fact]
    public void Operations_of_the_loop_left_behind_are_refused() => Run(static async (here, there) =>
    {
        var network = new SimulatedNetwork((SimulatedDriver)here.Driver);
        using IBinding binding = network.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 80));
        using IListener listener = binding.Listen(here);
        IoOperation<IConnection> accepting = listener.AcceptAsync();
        SleepOperation sleeping = Fiber.Sleep(TimeSpan.FromHours(1));
        await there.SwitchTo();
        var late = await Expect.Throws<InvalidOperationException>(() => Await(accepting));
        Assert.Contains("loop", late.Message, StringComparison.Ordinal);
        await Expect.Throws<InvalidOperationException>(async () => await sleeping);
        var begun = await Expect.Throws<InvalidOperationException>(() => Await(listener.AcceptAsync()));
        Assert.Contains("loop", begun.Message, StringComparison.Ordinal);
        await here.SwitchTo();
        await Fiber.Yield();

        static async Fiber Await(IoOperation<IConnection> operation) => await operation;
    });

    [Fact]
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "It is disposed of on its own thread.")]
    public void A_loop_that_is_gone_is_refused() => LoopThread.RunFiber(static async here =>
    {
        EventLoop? gone = null;
        var thread = new Thread(() =>
        {
            gone = new EventLoop(new SimulatedDriver());
            gone.Dispose();
        });
        thread.Start();
        thread.Join();
        await Expect.Throws<ObjectDisposedException>(async () => await gone!.SwitchTo());
        Assert.Throws<ObjectDisposedException>(() => gone!.Spawn(static _ => Fiber.Completed, 0));
        Assert.Throws<ObjectDisposedException>(() => gone!.SpawnDetached(static _ => Fiber.Completed, 0));
        Assert.Throws<ObjectDisposedException>(() => gone!.Spawn(static _ => default(Fiber<int>), 0));
        Assert.Same(here, EventLoop.Current);
    });

    private static SimulatedDriverOptions Waiting => new() { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan };

    private static void Run(Func<EventLoop, EventLoop, Fiber> body)
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(async loop => await body(loop, runtime.Loops[0]), Waiting);
    }
}
