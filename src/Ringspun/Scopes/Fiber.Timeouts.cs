namespace Ringspun;

/// <content>Work within a time.</content>
public readonly partial struct Fiber
{
    /// <summary>Runs a body that is cancelled when a time has passed.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="timeout">How long, of the loop's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="body">The body, a call of this fiber. It is cancelled by the token, and waited for.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the body too.</param>
    /// <returns>The call. A body that ends in spite of the time having passed has ended in order.</returns>
    /// <exception cref="TimeoutException">The time had passed, and the body was cut by that.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public static async Fiber WithTimeout<TState>(
        TimeSpan timeout, Func<TState, CancellationToken, Fiber> body, TState state, CancellationToken cancel = default)
    {
        using FiberDeadline deadline = FiberDeadline.After(timeout, cancel);
        await Within(deadline, body, state, cancel);
    }

    /// <summary>Runs a body that is cancelled when a time has passed.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What the body returns.</typeparam>
    /// <param name="timeout">How long, of the loop's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="body">The body, a call of this fiber. It is cancelled by the token, and waited for.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the body too.</param>
    /// <returns>The call. A body that ends in spite of the time having passed has ended in order.</returns>
    /// <exception cref="TimeoutException">The time had passed, and the body was cut by that.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public static async Fiber<TResult> WithTimeout<TState, TResult>(
        TimeSpan timeout, Func<TState, CancellationToken, Fiber<TResult>> body, TState state, CancellationToken cancel = default)
    {
        using FiberDeadline deadline = FiberDeadline.After(timeout, cancel);
        return await Within(deadline, body, state, cancel);
    }

    /// <summary>Runs a body that is cancelled at a time of the loop's clock.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="at">When, in nanoseconds of <see cref="EventLoop.Now"/>'s clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="body">The body, a call of this fiber. It is cancelled by the token, and waited for.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the body too.</param>
    /// <returns>The call. A body that ends in spite of the time having come has ended in order.</returns>
    /// <exception cref="TimeoutException">The time had come, and the body was cut by that.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public static async Fiber WithDeadline<TState>(
        long at, Func<TState, CancellationToken, Fiber> body, TState state, CancellationToken cancel = default)
    {
        using FiberDeadline deadline = FiberDeadline.At(at, cancel);
        await Within(deadline, body, state, cancel);
    }

    /// <summary>Runs a body that is cancelled at a time of the loop's clock.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What the body returns.</typeparam>
    /// <param name="at">When, in nanoseconds of <see cref="EventLoop.Now"/>'s clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="body">The body, a call of this fiber. It is cancelled by the token, and waited for.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the body too.</param>
    /// <returns>The call. A body that ends in spite of the time having come has ended in order.</returns>
    /// <exception cref="TimeoutException">The time had come, and the body was cut by that.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled from outside.</exception>
    public static async Fiber<TResult> WithDeadline<TState, TResult>(
        long at, Func<TState, CancellationToken, Fiber<TResult>> body, TState state, CancellationToken cancel = default)
    {
        using FiberDeadline deadline = FiberDeadline.At(at, cancel);
        return await Within(deadline, body, state, cancel);
    }

    /// <summary>
    /// Runs work that its caller's cancellation must not cut, such as putting things in order after it: the body's token knows only the
    /// time that this may take.
    /// </summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="atMost">How long it may take, of the loop's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="body">The body, a call of this fiber.</param>
    /// <param name="state">What the body gets.</param>
    /// <returns>The call.</returns>
    /// <exception cref="TimeoutException">The time had passed, and the body was cut by that.</exception>
    public static Fiber Shield<TState>(TimeSpan atMost, Func<TState, CancellationToken, Fiber> body, TState state) =>
        WithTimeout(atMost, body, state, CancellationToken.None);

    private static async Fiber Within<TState>(
        FiberDeadline deadline, Func<TState, CancellationToken, Fiber> body, TState state, CancellationToken cancel)
    {
        try
        {
            await body(state, deadline.CancellationToken);
        }
        catch (OperationCanceledException exception) when (IsTimeout(deadline, cancel))
        {
            throw TimedOut(exception);
        }
    }

    private static async Fiber<TResult> Within<TState, TResult>(
        FiberDeadline deadline, Func<TState, CancellationToken, Fiber<TResult>> body, TState state, CancellationToken cancel)
    {
        try
        {
            return await body(state, deadline.CancellationToken);
        }
        catch (OperationCanceledException exception) when (IsTimeout(deadline, cancel))
        {
            throw TimedOut(exception);
        }
    }

    private static bool IsTimeout(FiberDeadline deadline, CancellationToken cancel) => deadline.HasExpired && !cancel.IsCancellationRequested;

    private static TimeoutException TimedOut(OperationCanceledException exception) => new("The time that was given had passed.", exception);
}
