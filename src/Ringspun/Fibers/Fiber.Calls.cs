namespace Ringspun;

public readonly partial struct Fiber
{
    /// <summary>Lets the other ready fibers of this loop run first.</summary>
    /// <returns>An awaitable; it resumes the fiber at the end of the run queue.</returns>
    public static YieldOperation Yield() => default;

    /// <summary>Suspends the fiber for at least <paramref name="duration"/> of the loop's clock.</summary>
    /// <param name="duration">How long; zero or less only yields. At most 24 days.</param>
    /// <param name="cancel">Ends the sleep early with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    public static SleepOperation Sleep(TimeSpan duration, CancellationToken cancel = default) =>
        new(SleepTimer.Start(EventLoop.Required, duration, cancel));
}
