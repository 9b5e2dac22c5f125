namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers that move to other loops, alone or in a call of a call: they go on where they wanted to, and their callers with them.</summary>
internal sealed class MovingBetweenLoops : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        EventLoop home = EventLoop.Current!;
        var fibers = new List<FiberHandle>();
        for (int i = run.Random.Next(1, 5); i > 0; i--)
        {
            fibers.Add(run.Fork(run.AnyLoop(), async () =>
            {
                for (int hop = run.Random.Next(1, 5); hop > 0; hop--)
                {
                    EventLoop reached = await Hop(run, run.Random.Next(0, 4));
                    StressRun.Check(ReferenceEquals(EventLoop.Current, reached), "A fiber's caller did not come along to the other loop.");
                    await run.Dawdle();
                    StressRun.Check(ReferenceEquals(EventLoop.Current, reached), "A fiber that waited went on on another loop.");
                }
            }));
        }

        await StressRun.Join(fibers);
        StressRun.Check(ReferenceEquals(EventLoop.Current, home), "A join has moved the one who joined.");
    }

    private static async Fiber<EventLoop> Hop(StressRun run, int levels)
    {
        if (levels > 0)
        {
            return await Hop(run, levels - 1);
        }

        if (run.OneIn(2))
        {
            await Fiber.Yield();
        }

        EventLoop to = run.AnyLoop();
        await to.SwitchTo();
        StressRun.Check(ReferenceEquals(EventLoop.Current, to), "A fiber has moved to another loop than it wanted to.");
        return to;
    }
}
