namespace Ringspun.Bench.Sync;

/// <summary>Work handed to a loop by another thread.</summary>
internal static class PostRuns
{
    private const int Posts = 1000;
    private const int Burst = 10_000;

    /// <summary>Long enough for the other side to fall asleep.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

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

    /// <summary>How often a sleeping loop is woken for a burst of posts that is quicker than the loop.</summary>
    public static (int Posts, int Wakes) CountWakes()
    {
        WakeCountingDriver? driver = null;
        using Runtime runtime = new(1, () =>
        {
            (IDriver counting, driver) = WakeCountingDriver.Around(EpollAioDriver.Create());
            return counting;
        });
        using CountdownEvent ran = new(Burst);

        // The first of them keeps the loop until all are posted.
        using ManualResetEventSlim posted = new();
        Thread.Sleep(Pause * 20);
        int before = driver!.Wakes;
        runtime.Loops[0].SpawnDetached(
            static posted =>
            {
                posted.Wait();
                return Fiber.Completed;
            },
            posted);
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
            Thread.Sleep(Pause);
            latencies[i] = latency.Measure(post);
        }

        Array.Sort(latencies);
        return latencies[(int)(quantile * (Posts - 1))];
    }
}
