namespace Ringspun.Tests.Transactions;

/// <summary>Fibers on several loops, each with a thread of its own, that work on the same variables.</summary>
internal static class Crew
{
    /// <summary>Runs fibers on all loops in turn until all have ended; throws what one of them threw.</summary>
    public static void Run(int loops, int fibers, Func<int, Fiber> body, Func<IDriver>? driver = null)
    {
        using Runtime runtime = LoopThread.StartLoops(loops, driver ?? LoopThread.PatientDriver);
        Run(runtime, fibers, body);
    }

    public static void Run(Runtime runtime, int fibers, Func<int, Fiber> body) => LoopThread.Run(() =>
    {
        using var loop = new EventLoop(LoopThread.PatientDriver());
        loop.RunUntil(async () =>
        {
            var handles = new FiberHandle[fibers];
            for (int i = 0; i < fibers; i++)
            {
                handles[i] = runtime.Loops[i % runtime.Loops.Count].Spawn(body, i);
            }

            foreach (FiberHandle handle in handles)
            {
                await handle;
            }
        });
    });

    /// <summary>Runs a transaction on another thread to its end: in the middle of a body, the worst moment.</summary>
    public static void Elsewhere(Func<Fiber> transaction)
    {
        var thread = new Thread(() => transaction().GetAwaiter().GetResult());
        thread.Start();
        thread.Join();
    }

    /// <summary>Makes it likely that others run in the middle of this body, also where cores are few.</summary>
    public static void Disturb(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                Thread.Yield();
                break;
            case 1:
                Thread.SpinWait(random.Next(200));
                break;
        }
    }
}
