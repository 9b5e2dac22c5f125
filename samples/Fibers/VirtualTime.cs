using System.Diagnostics;
using Ringspun.Simulation;

namespace Ringspun.Samples.Fibers;

/// <summary>Time that only passes when nothing else can happen.</summary>
internal static class VirtualTime
{
    public static async Fiber AnHour()
    {
        long realTime = Stopwatch.GetTimestamp();
        long start = EventLoop.Current!.ReadClock();
        await Fiber.Sleep(TimeSpan.FromHours(1));
        TimeSpan slept = TimeSpan.FromTicks((EventLoop.Current!.ReadClock() - start) / TimeSpan.NanosecondsPerTick);
        Console.WriteLine($"slept {slept.TotalHours} hour; that took less than a second: {Stopwatch.GetElapsedTime(realTime).TotalSeconds < 1}");
    }

    /// <summary>A test of a timeout that neither waits nor depends on the machine's speed.</summary>
    public static void TestOfATimeout()
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1));
        loop.RunUntil(static async () =>
        {
            long start = EventLoop.Current!.ReadClock();
            try
            {
                await Fiber.WithTimeout(TimeSpan.FromSeconds(30), static async (_, cancel) => await Fiber.Sleep(TimeSpan.FromDays(1), cancel), 0);
            }
            catch (TimeoutException)
            {
                Console.WriteLine($"after exactly {(EventLoop.Current!.ReadClock() - start) / 1_000_000_000} s");
            }
        });
    }

    public static void SameSeedSameRun()
    {
        Console.WriteLine($"the same seed, the same run: {HashOfRun(seed: 7) == HashOfRun(seed: 7)}");

        static ulong HashOfRun(int seed)
        {
            var driver = new SimulatedDriver(seed);
            using var loop = new EventLoop(driver);
            loop.RunUntil(Scopes.Gather);
            return driver.TraceHash;
        }
    }
}
