using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Sync;

/// <summary>A lock that is free, and one that fibers hand to each other.</summary>
internal static class MutexRuns
{
    /// <summary>Pairs in one call: the JIT optimises a method fully when it has been called often, not when it has looped long.</summary>
    private const int Chunk = 1000;

    private const int FreePairs = 10_000_000;
    private const int ContendedPairs = 2_000_000;
    private const int Rivals = 8;

    public static double Free() => OnLoop.Run(static async _ =>
    {
        var mutex = new FiberMutex();
        CpuClock clock = CpuClock.Start();
        for (int i = 0; i < FreePairs / Chunk; i++)
        {
            await Pairs(mutex);
        }

        return clock.Elapsed.TotalNanoseconds / FreePairs;

        static async Fiber Pairs(FiberMutex mutex)
        {
            for (int i = 0; i < Chunk; i++)
            {
                await mutex.Enter();
                mutex.Release();
            }
        }
    });

    public static double FreePeer()
    {
        return Measure().GetAwaiter().GetResult();

        static async Task<double> Measure()
        {
            using SemaphoreSlim mutex = new(1, 1);
            CpuClock clock = CpuClock.Start();
            for (int i = 0; i < FreePairs / Chunk; i++)
            {
                await Pairs(mutex);
            }

            return clock.Elapsed.TotalNanoseconds / FreePairs;
        }

        static async Task Pairs(SemaphoreSlim mutex)
        {
            for (int i = 0; i < Chunk; i++)
            {
                await mutex.WaitAsync();
                mutex.Release();
            }
        }
    }

    public static double Contended() => OnLoop.Run(static async _ =>
    {
        var mutex = new FiberMutex();
        await mutex.Enter();
        CpuClock clock = default;
        await FiberScope.Run(
            async (scope, mutex) =>
            {
                for (int i = 0; i < Rivals; i++)
                {
                    scope.Spawn(TakeTurns, mutex);
                }

                await Fiber.Yield();
                clock = CpuClock.Start();
                mutex.Release();
            },
            mutex);
        return clock.Elapsed.TotalNanoseconds / ContendedPairs;

        // Who releases it enters again behind all others: every turn is a wait and a grant.
        static async Fiber TakeTurns(FiberScope scope, FiberMutex mutex)
        {
            for (int i = 0; i < ContendedPairs / Rivals; i++)
            {
                await mutex.Enter();
                mutex.Release();
            }
        }
    });

    public static double ContendedPeer()
    {
        return Measure().GetAwaiter().GetResult();

        static async Task<double> Measure()
        {
            using SemaphoreSlim mutex = new(0, 1);
            Task[] rivals = [.. Enumerable.Range(0, Rivals).Select(_ => TakeTurns(mutex))];
            CpuClock clock = CpuClock.Start();
            mutex.Release();
            await Task.WhenAll(rivals);
            return clock.Elapsed.TotalNanoseconds / ContendedPairs;
        }

        static async Task TakeTurns(SemaphoreSlim mutex)
        {
            for (int i = 0; i < ContendedPairs / Rivals; i++)
            {
                await mutex.WaitAsync();
                mutex.Release();
            }
        }
    }
}
