namespace Ringspun.Tests.Stress.Operations;

/// <summary>Calls of calls, some of which suspend, some of which throw: results and failures rise to whom they belong.</summary>
internal sealed class NestedCalls : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        int levels = run.Random.Next(1, 12);
        int thrower = run.OneIn(3) ? run.Random.Next(levels) : -1;
        int result;
        try
        {
            result = await Call(run, levels, thrower);
            StressRun.Check(thrower < 0, "A failure was lost on its way up.");
        }
        catch (InvalidDataException)
        {
            StressRun.Check(thrower >= 0, "A call failed that did not throw.");
            result = levels;
        }

        StressRun.Check(result == levels, $"{levels} calls returned {result}.");
    }

    private static async Fiber<int> Call(StressRun run, int levels, int thrower)
    {
        if (run.OneIn(3))
        {
            await Fiber.Yield();
        }

        int below = levels == 1 ? 0 : await Call(run, levels - 1, thrower);
        if (run.OneIn(4))
        {
            await run.Pause(run.AnyTime());
        }

        return levels - 1 == thrower ? throw new InvalidDataException("on purpose") : below + 1;
    }
}
