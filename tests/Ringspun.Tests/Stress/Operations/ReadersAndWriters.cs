namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers of any loops that read together and write alone.</summary>
internal sealed class ReadersAndWriters : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        var gate = new FiberReaderWriterLock();
        int readers = 0;
        int writers = 0;
        var fibers = new List<FiberHandle>();
        for (int i = run.Random.Next(2, 8); i > 0; i--)
        {
            bool isWriter = run.OneIn(3);
            fibers.Add(run.Fork(run.AnyLoop(), async () =>
            {
                using StressCancellation cancel = run.MayCancel();
                FiberWait wait = isWriter ? gate.EnterWrite(cancel.Token) : gate.EnterRead(cancel.Token);
                if (!await run.Waits(wait, cancel.Token))
                {
                    return;
                }

                if (isWriter)
                {
                    StressRun.Check(readers == 0 && writers++ == 0, "A writer is not alone.");
                    await run.Dawdle();
                    StressRun.Check(readers == 0 && --writers == 0, "A writer did not stay alone.");
                    gate.ReleaseWrite();
                }
                else
                {
                    readers++;
                    await run.Dawdle();
                    StressRun.Check(writers == 0, "A reader met a writer.");
                    readers--;
                    gate.ReleaseRead();
                }
            }));
        }

        await StressRun.Join(fibers);
        StressRun.Check(gate.Readers == 0 && gate.TryEnterWrite(), "A lock is held by nobody.");
    }
}
