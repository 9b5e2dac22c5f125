namespace Ringspun.Tests.Fibers;

[Collection(nameof(MemorySensitive))]
public sealed class MemoryTests
{
    [Fact]
    public void A_suspended_fiber_is_at_most_64_bytes() => LoopThread.RunFiber(static async loop =>
    {
        const int Count = 100_000;
        Start(loop, 1000);
        for (int i = 0; i < 20; i++)
        {
            await Fiber.Yield();
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Start(loop, Count);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        double each = (after - before) / (double)Count;
        LoopThread.Output?.WriteLine($"{each:F1} bytes per suspended fiber");
        Assert.InRange(each, 32, 64);
        for (int i = 0; i < 20; i++)
        {
            await Fiber.Yield();
        }

        static void Start(EventLoop loop, int count)
        {
            for (int i = 0; i < count; i++)
            {
                loop.SpawnDetached(static async _ => await Fiber.Yield(), 0);
            }
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
