namespace Ringspun.Tests.Fibers;

[Collection(nameof(MemorySensitive))]
public sealed class IdentityMemoryTests
{
    private static readonly FiberLocal<int> Local = new();

    [Theory]
    [InlineData("plain", 56)]
    [InlineData("context", 72)]
    [InlineData("named", 320)]
    [InlineData("tracked", 320)]
    public void What_a_fiber_has_not_costs_it_nothing(string kind, int most) => LoopThread.Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { TrackFibers = kind == "tracked" });
        loop.RunUntil(
            static async x =>
            {
                const int Count = 100_000;
                var local = new AsyncLocal<int>();
                if (x.kind == "context")
                {
                    local.Value = 1;
                }

                FiberOptions options = x.kind == "named" ? new FiberOptions { Name = "a fiber" } : default;
                Start(x.loop, 1000, options);
                await Drain();
                long before = GC.GetTotalMemory(forceFullCollection: true);
                Start(x.loop, Count, options);
                double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
                LoopThread.Output?.WriteLine($"{each:F1} bytes per suspended {x.kind} fiber");
                Assert.InRange(each, 32, x.most);
                await Drain();
            },
            (loop, kind, most));

        static void Start(EventLoop loop, int count, FiberOptions options)
        {
            for (int i = 0; i < count; i++)
            {
                loop.SpawnDetached(
                    static async _ =>
                    {
                        for (int i = 0; i < 2; i++)
                        {
                            await Fiber.Yield();
                        }
                    },
                    0,
                    options);
            }
        }

        static async Fiber Drain()
        {
            // Many turns, because a turn's budget is bounded, and because the driven loop may have more to do.
            for (int i = 0; i < 20; i++)
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fiber_with_an_identity_switches_without_allocating(bool tracked) => LoopThread.Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { TrackFibers = tracked });
        loop.RunUntil(
            static async loop => await loop.Spawn(
                static async _ => Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
                {
                    for (int i = 0; i < 20_000; i++)
                    {
                        await Fiber.Yield();
                        await Nested();
                        Local.Value = i;
                    }
                })),
                0,
                new FiberOptions { Name = "a fiber" }),
            loop);
    });

    [Fact]
    public void A_plain_fiber_with_a_local_value_switches_without_allocating() => LoopThread.RunFiber(static async _ =>
    {
        Local.Value = 1;
        Assert.Equal(0, await Steady.AllocatedBytes(static async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await Fiber.Yield();
                await Nested();
                Local.Value = i;
            }
        }));
    });

    [Fact]
    public void Joining_allocates_nothing_beyond_the_fiber() => LoopThread.RunFiber(static async loop =>
    {
        const int Count = 20_000;

        // The measuring itself allocates a little.
        const long Most = (56 * Count) + 1024;
        long bytes = long.MaxValue;
        for (int round = 0; round < 50 && bytes > Most; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await SpawnAndJoin(loop, Count);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        LoopThread.Output?.WriteLine($"{bytes / (double)Count:F1} bytes per fiber that is started and joined");
        Assert.InRange(bytes, 0, Most);

        static async Fiber SpawnAndJoin(EventLoop loop, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await loop.Spawn(static async _ => await Fiber.Yield(), 0);
            }
        }
    });

    [Fact]
    public void Moving_to_and_fro_allocates_nothing()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(
            async here => Assert.Equal(0, await Steady.AllocatedBytes(async () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    await runtime.Loops[0].SwitchTo();
                    await here.SwitchTo();
                }
            })),
            new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });
    }

    private static async Fiber<int> Nested()
    {
        await Fiber.Yield();
        return 1;
    }
}
