namespace Ringspun.Tests.Stress.Operations;

/// <summary>A fiber that throws, at once or later: every join sees it.</summary>
internal sealed class FailingFibers : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        var mark = new InvalidDataException("on purpose");
        TimeSpan delay = run.AnyTime();
        int kind = run.Random.Next(3);
        FiberHandle failing = run.AnyLoop().Spawn(
            static async x =>
            {
                if (x.kind == 1)
                {
                    await Fiber.Yield();
                }
                else if (x.kind == 2)
                {
                    await Fiber.Sleep(x.delay);
                }

                throw x.mark;
            },
            (kind, delay, mark));
        for (int i = run.Random.Next(0, 3); i > 0; i--)
        {
            _ = run.Fork(run.AnyLoop(), () => Join(run, failing, mark));
        }

        await Join(run, failing, mark);
    }

    private static async Fiber Join(StressRun run, FiberHandle failing, Exception mark)
    {
        try
        {
            await failing;
        }
        catch (InvalidDataException exception)
        {
            StressRun.Check(ReferenceEquals(exception, mark), "A join threw something else than its fiber.");
            return;
        }

        StressRun.Check(false, "A fiber that had failed was joined as if it had not.");
    }
}
