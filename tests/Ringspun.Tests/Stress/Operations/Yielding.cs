namespace Ringspun.Tests.Stress.Operations;

/// <summary>Lets others run; time stands still meanwhile.</summary>
internal sealed class Yielding : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        EventLoop? loop = EventLoop.Current;
        long now = run.Clock;
        for (int i = run.Random.Next(1, 20); i > 0; i--)
        {
            await Fiber.Yield();
            StressRun.Check(ReferenceEquals(EventLoop.Current, loop), "A fiber went on on another loop.");
        }

        StressRun.Check(run.Clock == now, "Time went on although there was something to run.");
    }
}
