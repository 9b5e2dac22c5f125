namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers of any loops that wait for each other, several times: none is a phase ahead, whoever was cancelled in between.</summary>
internal sealed class MeetingAtBarriers : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        int participants = run.Random.Next(1, 5);
        int phases = run.Random.Next(1, 5);
        var barrier = new FiberBarrier(participants);
        var arrived = new int[phases];
        var fibers = new List<FiberHandle>();
        for (int i = 0; i < participants; i++)
        {
            fibers.Add(run.Fork(run.AnyLoop(), async () =>
            {
                for (int phase = 0; phase < phases; phase++)
                {
                    await run.Dawdle();
                    arrived[phase]++;
                    bool hasMet;
                    do
                    {
                        // Who was cancelled has not arrived, and comes again.
                        using StressCancellation cancel = run.MayCancel();
                        hasMet = await run.Waits(barrier.SignalAndWait(cancel.Token), cancel.Token);
                    }
                    while (!hasMet);
                    StressRun.Check(arrived[phase] == participants, "A barrier opened before all had come.");
                }
            }));
        }

        await StressRun.Join(fibers);
        StressRun.Check(barrier.Phase == phases, $"A barrier that opened {phases} times counted {barrier.Phase}.");
    }
}
