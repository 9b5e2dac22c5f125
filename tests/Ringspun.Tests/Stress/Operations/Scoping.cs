namespace Ringspun.Tests.Stress.Operations;

/// <summary>Fibers of a scope, on any loops: none outlives it, and a failure cancels the others and comes out.</summary>
internal sealed class Scoping : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        int count = run.Random.Next(1, 6);
        int thrower = run.OneIn(2) ? run.Random.Next(count) : -1;
        int started = 0;
        int ended = 0;
        bool isOver = false;
        using StressCancellation cancel = run.MayCancel();
        try
        {
            await FiberScope.Run(
                async (scope, _) =>
                {
                    for (int i = 0; i < count; i++)
                    {
                        scope.Spawn(run.AnyLoop(), (scope, i) => Child(scope, i), i);
                        if (run.OneIn(4))
                        {
                            await Fiber.Sleep(run.AnyTime(), scope.CancellationToken);
                        }
                    }
                },
                0,
                cancel.Token);
            StressRun.Check(thrower < 0, "A scope whose fiber had failed ended in order.");
        }
        catch (InvalidDataException)
        {
            StressRun.Check(thrower >= 0, "A scope failed that had no failure.");
        }
        catch (OperationCanceledException)
        {
            StressRun.Check(cancel.Token.IsCancellationRequested, "A scope was cancelled that nobody had cancelled.");
        }

        isOver = true;
        StressRun.Check(started == ended, $"{started - ended} fibers outlive their scope.");

        async Fiber Child(FiberScope scope, int index)
        {
            StressRun.Check(!isOver, "A fiber was started after its scope had ended.");
            started++;
            try
            {
                if (index == thrower)
                {
                    await run.Dawdle();
                    throw new InvalidDataException("on purpose");
                }

                await Fiber.Sleep(run.AnyTime(), scope.CancellationToken);
            }
            finally
            {
                ended++;
            }
        }
    }
}
