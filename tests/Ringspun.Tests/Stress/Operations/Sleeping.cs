namespace Ringspun.Tests.Stress.Operations;

/// <summary>Sleeps, with and without cancellation.</summary>
internal sealed class Sleeping : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        TimeSpan duration = run.AnyTime();
        if (run.OneIn(2))
        {
            await run.Pause(duration);
            return;
        }

        using StressCancellation cancel = run.MayCancel();
        long deadline = run.Clock + (duration.Ticks * TimeSpan.NanosecondsPerTick);
        try
        {
            await Fiber.Sleep(duration, cancel.Token);
            StressRun.Check(run.Clock >= deadline, "A sleep was short.");
        }
        catch (OperationCanceledException exception)
        {
            StressRun.Check(cancel.Token.IsCancellationRequested && exception.CancellationToken == cancel.Token, "A sleep ended that nobody had cancelled.");
            StressRun.Check(run.Clock <= deadline + 1, "A cancelled sleep was long.");
        }
    }
}
