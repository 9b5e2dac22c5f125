namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers of any loops that want one mutex: never two inside, and nobody inside who was cancelled.</summary>
internal sealed class Locking : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        var mutex = new FiberMutex();
        bool isInside = false;
        var fibers = new List<FiberHandle>();
        for (int i = run.Random.Next(2, 6); i > 0; i--)
        {
            fibers.Add(run.Fork(run.AnyLoop(), async () =>
            {
                for (int round = run.Random.Next(1, 4); round > 0; round--)
                {
                    using StressCancellation cancel = run.MayCancel();
                    if (!await run.Waits(mutex.Enter(cancel.Token), cancel.Token))
                    {
                        continue;
                    }

                    StressRun.Check(!isInside, "Two fibers hold one mutex.");
                    isInside = true;
                    await run.Dawdle();
                    isInside = false;
                    mutex.Release();
                }
            }));
        }

        await StressRun.Join(fibers);
        StressRun.Check(!mutex.IsHeld && mutex.TryEnter(), "A mutex is held by nobody.");
    }
}
