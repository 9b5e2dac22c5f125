namespace Ringspun.Tests.Scopes;

public sealed class RaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_race_that_is_cancelled_before_it_begins_has_no_winner() => LoopThread.RunFiber(static async _ =>
    {
        var cancelled = new CancellationToken(canceled: true);
        bool hasStarted = false;
        OperationCanceledException exception = await Expect.Throws<OperationCanceledException>(async () => await Fiber.Race(
            0,
            cancelled,
            (_, _) =>
            {
                hasStarted = true;
                return Fiber.Completed;
            }));
        Assert.Equal(cancelled, exception.CancellationToken);
        Assert.False(hasStarted);
    });

    [Fact]
    public void The_first_to_end_wins_and_the_others_are_cancelled_and_awaited() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        int cut = 0;
        string winner = await Fiber.Race(
            0,
            default,
            (_, cancel) => Runner("slow", 30, cancel),
            (_, cancel) => Runner("quick", 1, cancel),
            (_, cancel) => Runner("slower", 60, cancel));
        Assert.Equal("quick", winner);
        Assert.Equal(2, cut);
        Assert.Equal(ScopeTests.Nanoseconds(Second * 3), loop.ReadClock() - start);

        async Fiber<string> Runner(string name, int seconds, CancellationToken cancel)
        {
            try
            {
                await Fiber.Sleep(Second * seconds, cancel);
            }
            catch (OperationCanceledException)
            {
                await Fiber.Sleep(Second * 2, CancellationToken.None);
                cut++;
                throw;
            }

            return name;
        }
    });

    [Fact]
    public void A_race_of_bodies_without_results_tells_who_won() => LoopThread.RunFiber(static async _ =>
    {
        int winner = await Fiber.Race(
            Second,
            default,
            static async (second, cancel) => await Fiber.Sleep(second * 2, cancel),
            static async (second, cancel) => await Fiber.Sleep(second, cancel));
        Assert.Equal(1, winner);
    });

    [Fact]
    public void A_racer_that_ends_at_once_keeps_the_others_from_starting() => LoopThread.RunFiber(static async _ =>
    {
        bool started = false;
        int winner = await Fiber.Race(
            0,
            default,
            static (_, _) => Fiber.Completed,
            (_, _) =>
            {
                started = true;
                return Fiber.Completed;
            });
        Assert.Equal(0, winner);
        Assert.False(started);
    });

    [Fact]
    public void The_winners_failure_is_the_races() => LoopThread.RunFiber(static async _ =>
        await Expect.Throws<InvalidDataException>(static async () => await Fiber.Race(
            0,
            default,
            static async (_, cancel) => await Fiber.Sleep(Second * 5, cancel),
            static async (_, _) => await ScopeTests.FailAfter(Second))));

    [Fact]
    public void A_losers_failure_is_reported()
    {
        var reported = new List<Exception>();
        Action<Exception> handler = exception =>
        {
            if (exception is InsufficientExecutionStackException)
            {
                lock (reported)
                {
                    reported.Add(exception);
                }
            }
        };
        EventLoop.UnjoinedFailure += handler;
        try
        {
            LoopThread.RunFiber(static async _ => Assert.Equal(0, await Fiber.Race(
                0,
                default,
                static async (_, cancel) => await Fiber.Sleep(Second, cancel),
                static async (_, cancel) =>
                {
                    try
                    {
                        await Fiber.Sleep(Second * 2, cancel);
                    }
                    catch (OperationCanceledException)
                    {
                        throw new InsufficientExecutionStackException("of a loser");
                    }
                })));
            Assert.Single(reported);
        }
        finally
        {
            EventLoop.UnjoinedFailure -= handler;
        }
    }

    [Fact]
    public void Cancellation_from_outside_ends_the_race() => LoopThread.RunFiber(static async loop =>
    {
        long start = loop.ReadClock();
        using FiberDeadline deadline = FiberDeadline.After(Second);
        await Expect.Throws<OperationCanceledException>(async () => await Fiber.Race(
            0,
            deadline.CancellationToken,
            static async (_, cancel) => await Fiber.Sleep(Second * 5, cancel),
            static async (_, cancel) => await Fiber.Sleep(Second * 5, cancel)));
        Assert.Equal(ScopeTests.Nanoseconds(Second), loop.ReadClock() - start);
    });
}
