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
    public static SystemCallOperation<YieldCall> Yield() => default;

    /// <summary>Suspends the fiber for at least <paramref name="duration"/> of the loop's clock.</summary>
    /// <param name="duration">How long; zero or less only yields. At most 24 days.</param>
    /// <param name="cancel">Ends the sleep early with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    public static SleepOperation Sleep(TimeSpan duration, CancellationToken cancel = default) =>
        new(SleepTimer.Start(EventLoop.Required, duration, cancel));

    /// <summary>Executes a system call that only says where the fiber goes.</summary>
    /// <typeparam name="TCall">The call; one's own as well as Ringspun's.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>An awaitable, to be awaited at once and once.</returns>
    public static SystemCallOperation<TCall> Call<TCall>(TCall call)
        where TCall : struct, ISystemCall => new(call);

    /// <summary>Executes a system call: one's own as well as Ringspun's.</summary>
    /// <typeparam name="TCall">The call.</typeparam>
    /// <typeparam name="TResult">What it yields.</typeparam>
    /// <param name="call">The call; it is copied, and tried at once.</param>
    /// <param name="cancel">Cancels it; the fiber resumes when the call has let go of everything.</param>
    /// <returns>The operation: await it once.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    public static IoOperation<TResult> Call<TCall, TResult>(TCall call, CancellationToken cancel = default)
        where TCall : struct, ISystemCall<TResult> =>
        SystemCallBox<TCall, TResult>.Execute(EventLoop.Required, call, cancel);

    /// <summary>Waits until a descriptor is ready, as poll(2) does. It is level-triggered: what is ready already does not wait long.</summary>
    /// <param name="descriptor">
    /// The descriptor, which stays the caller's. Before it is closed, its waits must have ended: see <see cref="EventLoop.EndWaits"/>.
    /// </param>
    /// <param name="events">What to wait for; errors and hang-ups always count.</param>
    /// <param name="cancel">Ends the wait early.</param>
    /// <returns>The operation; it yields the events that came. It fails with EBADF for what is no descriptor.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    /// <exception cref="NotSupportedException">The loop's driver cannot watch descriptors; awaiting tells.</exception>
    public static IoOperation<PollEvents> WaitFor(int descriptor, PollEvents events, CancellationToken cancel = default) =>
        Call<ReadinessCall, PollEvents>(new ReadinessCall(descriptor, events), cancel);

    /// <summary>Waits until a descriptor can be read without waiting, or its other side is gone; see <see cref="WaitFor"/>.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="cancel">Ends the wait early.</param>
    /// <returns>The operation.</returns>
    public static IoOperation<PollEvents> WaitUntilReadable(int descriptor, CancellationToken cancel = default) =>
        WaitFor(descriptor, PollEvents.Readable, cancel);

    /// <summary>Waits until a descriptor can be written to without waiting; see <see cref="WaitFor"/>.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="cancel">Ends the wait early.</param>
    /// <returns>The operation.</returns>
    public static IoOperation<PollEvents> WaitUntilWritable(int descriptor, CancellationToken cancel = default) =>
        WaitFor(descriptor, PollEvents.Writable, cancel);
}
