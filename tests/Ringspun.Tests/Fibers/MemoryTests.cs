namespace Ringspun.Tests.Fibers;

[Collection(nameof(MemorySensitive))]
public sealed class MemoryTests
{
    private static bool s_isOver;
    private static int s_alive;

    [Fact]
    public void A_suspended_fiber_that_loops_over_Yield_is_at_most_56_bytes() => LoopThread.RunFiber(static async loop =>
    {
        const int Count = 100_000;
        s_isOver = false;
        s_alive = 0;

        // Those that warm up stay alive: ended ones would leave their frames to the ones that are measured.
        Start(loop, 1000);
        for (int i = 0; i < 20; i++)
        {
            await Fiber.Yield();
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Start(loop, Count);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        LoopThread.Output?.WriteLine($"{(after - before) / (double)Count:F3} bytes per suspended fiber");

        // Whole bytes: the measuring itself allocates a little.
        Assert.InRange((after - before) / Count, 32, 56);
        s_isOver = true;
        while (s_alive > 0)
        {
            await Fiber.Yield();
        }

        static void Start(EventLoop loop, int count)
        {
            for (int i = 0; i < count; i++)
            {
                s_alive++;
                loop.SpawnDetached(Spin, 0);
            }
        }

        // Without variables of its own: they would be the method's, not the fiber's.
        static async Fiber Spin(int _)
        {
            while (!s_isOver)
            {
                await Fiber.Yield();
            }

            s_alive--;
        }
    });

    [Fact]
    public void Switching_allocates_nothing() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                await Fiber.Yield();
            }
        }));
    });

    [Fact]
    public void Nested_calls_that_suspend_recycle_their_frames() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
        {
            long sum = 0;
            for (int i = 0; i < 20_000; i++)
            {
                sum += await Three(i);
                await Plain();
            }

            Assert.NotEqual(0, sum);
        }));

        static async Fiber<long> Three(int value) => await Two(value) + await Two(value);

        static async Fiber<long> Two(int value)
        {
            await Fiber.Yield();
            return value;
        }

        static async Fiber Plain() => await Two(1);
    });

    [Fact]
    public void Calls_that_never_suspend_allocate_nothing() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
        {
            int sum = 0;
            for (int i = 0; i < 100_000; i++)
            {
                sum += await Value(i);
            }

            await Fiber.Yield();
        }));

#pragma warning disable CS1998 // That it never suspends is the point.
        static async Fiber<int> Value(int value) => value;
#pragma warning restore CS1998
    });

    [Fact]
    public void Detached_fibers_recycle_their_frames() => LoopThread.RunFiber(static async loop =>
    {
        Func<EventLoop, Fiber> body = static async _ => await Fiber.Yield();
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                loop.SpawnDetached(body, loop);
                await Fiber.Yield();
            }
        }));
    });

    [Fact]
    public void Sleeping_allocates_nothing() => LoopThread.RunFiber(static async _ =>
    {
        Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(i % 100));
            }
        }));
    });
}
