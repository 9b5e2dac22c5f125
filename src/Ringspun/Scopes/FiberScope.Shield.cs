namespace Ringspun;

/// <content>Work that outlives the one who waits for it.</content>
public sealed partial class FiberScope
{
    /// <summary>
    /// Runs work as a fiber of this scope and waits for it; if the caller is cancelled, only its waiting ends, and the work goes on.
    /// For work that others need too, such as filling a cache.
    /// </summary>
    /// <typeparam name="TState">The type of what the work gets.</typeparam>
    /// <param name="work">The work; if it fails, this scope fails, whoever still waits.</param>
    /// <param name="state">What the work gets.</param>
    /// <param name="cancel">Cuts the wait, not the work.</param>
    /// <returns>The call.</returns>
    /// <exception cref="OperationCanceledException">The wait was cut; the work goes on.</exception>
    /// <exception cref="InvalidOperationException">The scope has ended.</exception>
    public async Fiber Shield<TState>(Func<FiberScope, TState, Fiber> work, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var ended = new FiberEvent();
        FiberHandle handle = SpawnJoinable(
            static (scope, work) => RunShielded(scope, work.Work, work.State, work.Ended), (Work: work, State: state, Ended: ended));
        await ended.Wait(cancel);
        await handle;
    }

    private static async Fiber RunShielded<TState>(FiberScope scope, Func<FiberScope, TState, Fiber> work, TState state, FiberEvent ended)
    {
        try
        {
            await work(scope, state);
        }
        finally
        {
            ended.Set();
        }
    }
}
