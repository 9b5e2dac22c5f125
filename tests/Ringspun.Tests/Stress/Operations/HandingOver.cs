namespace Ringspun.Tests.Stress.Operations;

/// <summary>A producer and a consumer on one loop: every item comes once and in order, whatever is cancelled in between.</summary>
internal sealed class HandingOver : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        var queue = new HandOverQueue(EventLoop.Current!);
        int count = run.Random.Next(1, 20);
        FiberHandle producing = run.Fork(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                if (run.OneIn(3))
                {
                    await run.Pause(run.AnyTime());
                }

                queue.Put(i);
            }
        });
        for (int expected = 0; expected < count;)
        {
            using StressCancellation cancel = run.MayCancel();
            StressOutcome<int> taken = await run.Try(queue.TakeAsync(cancel.Token), cancel.Token);
            if (taken.IsSuccess)
            {
                StressRun.Check(taken.Value == expected, $"Item {taken.Value} came in place of {expected}.");
                expected++;
            }
            else
            {
                StressRun.Check(taken.Ending == StressEnding.Cancelled, $"Taking an item ended with {taken}.");
            }
        }

        await producing;
    }
}
