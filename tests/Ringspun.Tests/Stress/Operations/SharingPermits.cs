namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers of any loops that share the permits of a semaphore: never more out than there are, and all come back.</summary>
internal sealed class SharingPermits : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        int permits = run.Random.Next(1, 4);
        var semaphore = new FiberSemaphore(permits, permits);
        int taken = 0;
        var fibers = new List<FiberHandle>();
        for (int i = run.Random.Next(2, 8); i > 0; i--)
        {
            fibers.Add(run.Fork(run.AnyLoop(), async () =>
            {
                using StressCancellation cancel = run.MayCancel();
                if (await run.Waits(semaphore.Wait(cancel.Token), cancel.Token))
                {
                    taken++;
                    StressRun.Check(taken <= permits, "More permits are out than there are.");
                    await run.Dawdle();
                    taken--;
                    semaphore.Release();
                }
            }));
        }

        await StressRun.Join(fibers);
        StressRun.Check(semaphore.Free == permits, $"{semaphore.Free} of {permits} permits came back.");
    }
}
