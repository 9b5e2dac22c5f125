namespace Ringspun.Tests.Loops;

public sealed class CrossThreadTests
{
    [Fact]
    public void Fibers_of_other_threads_start_here()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        EventLoop loop = runtime.Loops[0];
        using var done = new CountdownEvent(1000);
        Parallel.For(0, 10, _ =>
        {
            for (int i = 0; i < 100; i++)
            {
                loop.SpawnDetached(
                    static async x =>
                    {
                        Assert.Same(x.loop, EventLoop.Current);
                        await Fiber.Yield();
                        x.done.Signal();
                    },
                    (loop, done));
            }
        });
        Assert.True(done.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Fibers_of_one_loop_join_fibers_of_another()
    {
        using var runtime = new Runtime(2, LoopThread.PatientDriver);
        LoopThread.RunFiber(
            async loop =>
            {
                int here = Environment.CurrentManagedThreadId;
                for (int i = 0; i < 200; i++)
                {
                    FiberHandle handle = runtime.Loops[i % 2].Spawn(
                        static async i =>
                        {
                            for (int n = i % 5; n > 0; n--)
                            {
                                await Fiber.Yield();
                            }

                            if (i % 7 == 0)
                            {
                                throw new InvalidDataException("on purpose");
                            }
                        },
                        i);
                    if (i % 7 == 0)
                    {
                        await Expect.Throws<InvalidDataException>(async () => await handle);
                    }
                    else
                    {
                        await handle;
                    }

                    Assert.Equal(here, Environment.CurrentManagedThreadId);
                    Assert.Same(loop, EventLoop.Current);
                }
            },
            new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });
    }

    [Fact]
    public void Loops_pass_a_ball_to_and_fro()
    {
        using var runtime = new Runtime(3, LoopThread.PatientDriver);
        LoopThread.RunFiber(
            async _ => await Pass(runtime, 3000),
            new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });

        static async Fiber Pass(Runtime runtime, int left)
        {
            for (; left > 0; left--)
            {
                await runtime.Loops[left % 3].Spawn(static async _ => await Fiber.Yield(), 0);
            }
        }
    }

    [Fact]
    public void Callbacks_are_sent_only_from_the_loop_itself()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        SynchronizationContext? context = null;
        using var done = new ManualResetEventSlim();
        runtime.Loops[0].SpawnDetached(
            async _ =>
            {
                context = SynchronizationContext.Current;
                int ran = 0;
                context!.Send(_ => ran++, null);
                Assert.Equal(1, ran);
                await Fiber.Yield();
                done.Set();
            },
            0);
        Assert.True(done.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Throws<NotSupportedException>(() => context!.Send(static _ => { }, null));
        using var posted = new ManualResetEventSlim();
        context!.Post(_ => posted.Set(), null);
        Assert.True(posted.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }
}
