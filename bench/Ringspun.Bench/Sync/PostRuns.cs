using System.Diagnostics;

namespace Ringspun.Bench.Sync;

/// <summary>Work handed to a loop by another thread.</summary>
internal static class PostRuns
{
    private const int Posts = 2000;
    private const int Burst = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMicroseconds(200);

    /// <summary>Microseconds from a post to its running, the loop being asleep.</summary>
    public static double Latency(double quantile)
    {
        using Runtime runtime = new(1, static () => EpollAioDriver.Create());
        return Quantile(quantile, latency => runtime.Loops[0].SpawnDetached(
            static post =>
            {
                post.End();
                return Fiber.Completed;
            },
            latency));
    }

    public static double PeerLatency(double quantile) =>
        Quantile(quantile, static latency => ThreadPool.UnsafeQueueUserWorkItem(static post => post.End(), latency, preferLocal: false));

    /// <summary>How often a loop is woken for a burst of posts.</summary>
    public static (int Posts, int Wakes) CountWakes()
    {
        WakeCountingDriver? driver = null;
        using Runtime runtime = new(1, () =>
        {
            (IDriver counting, driver) = WakeCountingDriver.Around(EpollAioDriver.Create());
            return counting;
        });
        using CountdownEvent ran = new(Burst);

        // The loop is kept busy until all are posted: what is counted are wake-ups that were needed.
        using ManualResetEventSlim posted = new();
        runtime.Loops[0].SpawnDetached(
            static posted =>
            {
                posted.Wait();
                return Fiber.Completed;
            },
            posted);
        int before = driver!.Wakes;
        for (int i = 0; i < Burst; i++)
        {
            runtime.Loops[0].SpawnDetached(
                static ran =>
                {
                    ran.Signal();
                    return Fiber.Completed;
                },
                ran);
        }

        posted.Set();
        ran.Wait();
        return (Burst, driver.Wakes - before);
    }

    private static double Quantile(double quantile, Action<PostLatency> post)
    {
        double[] latencies = new double[Posts];
        using PostLatency latency = new();
        for (int i = 0; i < Posts; i++)
        {
            // Long enough for the other side to fall asleep.
            Thread.Sleep(Pause);
            latencies[i] = latency.Measure(post);
        }

        Array.Sort(latencies);
        return latencies[(int)(quantile * (Posts - 1))];
    }
}
