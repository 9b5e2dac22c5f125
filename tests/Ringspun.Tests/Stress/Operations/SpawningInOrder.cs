namespace Ringspun.Tests.Stress.Operations;

/// <summary>What is spawned on another loop starts there in the order in which it was spawned.</summary>
internal sealed class SpawningInOrder : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        EventLoop loop = run.AnyLoop();
        int next = 0;
        var fibers = new List<FiberHandle>();
        int count = run.Random.Next(2, 8);
        for (int i = 0; i < count; i++)
        {
            int place = i;
            fibers.Add(run.Fork(loop, () =>
            {
                StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "A fiber was started on another loop.");
                StressRun.Check(next++ == place, "Fibers started in another order than they were spawned.");
                return Fiber.Completed;
            }));
            if (run.OneIn(4))
            {
                await Fiber.Yield();
            }
        }

        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        StressRun.Check(next == count, "A fiber never started.");
    }
}
