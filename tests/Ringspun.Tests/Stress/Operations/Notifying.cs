namespace Ringspun.Tests.Stress.Operations;

/// <summary>A buffer of one item, guarded by a mutex with two conditions: whatever is cancelled, each item comes once.</summary>
internal sealed class Notifying : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        var mutex = new FiberMutex();
        var filled = new FiberCondition(mutex);
        var emptied = new FiberCondition(mutex);
        int count = run.Random.Next(1, 10);
        int? item = null;
        FiberHandle producer = run.Fork(run.AnyLoop(), async () =>
        {
            for (int i = 0; i < count; i++)
            {
                await mutex.Enter();
                while (item is not null)
                {
                    await Wait(run, emptied);
                }

                item = i;
                filled.Notify();
                mutex.Release();
                await run.Dawdle();
            }
        });
        for (int expected = 0; expected < count; expected++)
        {
            await mutex.Enter();
            while (item is null)
            {
                await Wait(run, filled);
            }

            StressRun.Check(item == expected, $"Item {item} came in place of {expected}.");
            item = null;
            emptied.NotifyAll();
            mutex.Release();
        }

        await producer;
        StressRun.Check(!mutex.IsHeld, "A mutex is held by nobody.");
    }

    private static async Fiber Wait(StressRun run, FiberCondition condition)
    {
        using StressCancellation cancel = run.MayCancel();
        try
        {
            await condition.Wait(cancel.Token);
        }
        catch (OperationCanceledException exception)
        {
            // The mutex is held again: what is waited for is looked at anew.
            StressRun.CheckCancelled(exception, cancel.Token);
        }
    }
}
