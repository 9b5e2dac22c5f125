namespace Ringspun;

public readonly partial struct Fiber
{
    /// <summary>The identity of the fiber that is running; null outside fibers and in a plain one, which has none.</summary>
    public static FiberInfo? Current => EventLoop.Current?.CurrentFiber;

    /// <summary>
    /// Cancelled by <see cref="FiberHandle.Cancel"/>, or by the token of its <see cref="FiberOptions"/>: the running fiber's own token. It does
    /// nothing by itself: pass it to the operations that it is to end. <see cref="CancellationToken.None"/> in a fiber that was
    /// started without options.
    /// </summary>
    public static CancellationToken CancellationToken => Current is { IsLate: false } info ? info.CancellationToken : default;

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
