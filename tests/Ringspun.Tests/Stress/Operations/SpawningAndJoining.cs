namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers on any loops that work, and several fibers that wait for each of them.</summary>
internal sealed class SpawningAndJoining : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        if (depth == 0)
        {
            return;
        }

        var children = new List<FiberHandle>();
        for (int i = run.Random.Next(1, 5); i > 0; i--)
        {
            int joiners = run.Random.Next(0, 4);
            bool hasEnded = false;
            FiberHandle child = run.Fork(run.AnyLoop(), async () =>
            {
                await run.Work(depth - 1);
                hasEnded = true;
            });
            children.Add(child);
            for (; joiners > 0; joiners--)
            {
                _ = run.Fork(run.AnyLoop(), async () =>
                {
                    EventLoop? loop = EventLoop.Current;
                    await child;
                    StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "A joiner went on on another loop.");
                    StressRun.Check(hasEnded && child.IsCompleted, "A fiber was joined that had not ended.");
                });
            }
        }

        foreach (FiberHandle child in children)
        {
            if (!run.OneIn(3))
            {
                await child;
                await child;
            }
        }
    }
}
