namespace Ringspun.Tests.Stress.Operations;

/// <summary>Work within a time, and races: whoever is first, to the nanosecond.</summary>
internal sealed class TimingOut : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        TimeSpan one = run.AnyTime();
        TimeSpan other = run.AnyTime();
        using StressCancellation cancel = run.MayCancel();
        long begin = run.Clock;
        try
        {
            TimeSpan expected = one < other ? one : other;
            if (run.OneIn(2))
            {
                try
                {
                    await Fiber.WithTimeout(one, static async (work, token) => await Fiber.Sleep(work, token), other, cancel.Token);
                    expected = other;
                }
                catch (TimeoutException)
                {
                    expected = one;
                }
            }
            else
            {
                int winner = await Fiber.Race(
                    (one, other),
                    cancel.Token,
                    static async (work, token) => await Fiber.Sleep(work.one, token),
                    static async (work, token) => await Fiber.Sleep(work.other, token));
                StressRun.Check(one == other || winner == (one < other ? 0 : 1), $"Racer {winner} won over {one} and {other}.");
            }

            long wanted = expected.Ticks * TimeSpan.NanosecondsPerTick;
            StressRun.Check(run.Clock - begin - wanted is 0 or 1, $"What was to take {wanted} ns took {run.Clock - begin} ns.");
        }
        catch (OperationCanceledException)
        {
            StressRun.Check(cancel.Token.IsCancellationRequested, "A call was cancelled that nobody had cancelled.");
        }
    }
}
