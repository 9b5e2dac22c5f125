using System.Runtime.ExceptionServices;

namespace Ringspun;

/// <content>Races.</content>
public readonly partial struct Fiber
{
    /// <summary>Runs several bodies as fibers beside each other: the first to end wins, the others are cancelled and waited for.</summary>
    /// <typeparam name="TState">The type of what the bodies get.</typeparam>
    /// <typeparam name="TResult">What the bodies return.</typeparam>
    /// <param name="state">What the bodies get.</param>
    /// <param name="cancel">Cancels all.</param>
    /// <param name="racers">The bodies, at least one; they start in this order, and none starts after another has won.</param>
    /// <returns>
    /// The call; it returns what the winner returned, or throws what it threw. A loser's failure, unless it is its cancellation, is told to
    /// <see cref="EventLoop.UnjoinedFailure"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled from outside before anybody had won.</exception>
    public static async Fiber<TResult> Race<TState, TResult>(
        TState state, CancellationToken cancel, params Func<TState, CancellationToken, Fiber<TResult>>[] racers)
    {
        ArgumentNullException.ThrowIfNull(racers);
        ArgumentOutOfRangeException.ThrowIfZero(racers.Length);
        var race = new RaceState<TResult>();
        try
        {
            await FiberScope.Run(StartAll, (race, racers, state), cancel);
        }
        catch (OperationCanceledException) when (race.Winner >= 0)
        {
            // Cancelled from outside while the losers were: the race was over.
        }

        if (race.Winner < 0)
        {
            // Cancelled before anybody had started, so that nobody was cut.
            throw new OperationCanceledException(cancel);
        }

        if (race.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(race.Failure);
        }

        return race.Result!;
    }

    /// <summary>Runs several bodies as fibers beside each other: the first to end wins, the others are cancelled and waited for.</summary>
    /// <typeparam name="TState">The type of what the bodies get.</typeparam>
    /// <param name="state">What the bodies get.</param>
    /// <param name="cancel">Cancels all.</param>
    /// <param name="racers">The bodies, at least one; they start in this order, and none starts after another has won.</param>
    /// <returns>
    /// The call; it returns the winner's index, or throws what the winner threw. A loser's failure, unless it is its cancellation, is told to
    /// <see cref="EventLoop.UnjoinedFailure"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled from outside before anybody had won.</exception>
    public static async Fiber<int> Race<TState>(TState state, CancellationToken cancel, params Func<TState, CancellationToken, Fiber>[] racers)
    {
        ArgumentNullException.ThrowIfNull(racers);
        ArgumentOutOfRangeException.ThrowIfZero(racers.Length);
        return await Race(
            (State: state, Racers: racers),
            cancel,
            [.. Enumerable.Range(0, racers.Length).Select(IndexOf<TState>)]);
    }

    private static Func<(TState State, Func<TState, CancellationToken, Fiber>[] Racers), CancellationToken, Fiber<int>> IndexOf<TState>(int index) =>
        async (race, cancel) =>
        {
            await race.Racers[index](race.State, cancel);
            return index;
        };

    private static Fiber StartAll<TState, TResult>(
        FiberScope scope, (RaceState<TResult> Race, Func<TState, CancellationToken, Fiber<TResult>>[] Racers, TState State) all)
    {
        for (int i = 0; i < all.Racers.Length && !scope.IsCancellationRequested; i++)
        {
            scope.Spawn(RunRacer, (all.Race, all.Racers[i], all.State, i));
        }

        return Completed;
    }

    private static async Fiber RunRacer<TState, TResult>(
        FiberScope scope, (RaceState<TResult> Race, Func<TState, CancellationToken, Fiber<TResult>> Body, TState State, int Index) racer)
    {
        TResult? result = default;
        Exception? failure = null;
        try
        {
            result = await racer.Body(racer.State, scope.CancellationToken);
        }
        catch (OperationCanceledException) when (scope.IsCancellationRequested)
        {
            // It has lost; or all are cancelled from outside, which the scope has to tell.
            throw;
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (racer.Race.TryWin(racer.Index, result, failure))
        {
            scope.Cancel();
        }
        else if (failure is not null)
        {
            EventLoop.ReportUnjoined(failure);
        }
    }
}
