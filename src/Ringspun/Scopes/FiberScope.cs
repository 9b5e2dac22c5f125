using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>Fibers that belong together: none outlives the scope, and when one fails the others are cancelled.</summary>
/// <remarks>
/// <code>
/// await FiberScope.Run(static async (scope, files) =>
/// {
///     foreach (string file in files)
///     {
///         scope.Spawn(static (scope, file) => Fetch(file, scope.CancellationToken), file);
///     }
/// }, files);
/// // Here every file has been fetched; or one could not be, and its failure is thrown here.
/// </code>
/// Fibers of a scope may run on several loops. A fiber that ignores the scope's token is waited for all the same.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A source without a timer holds nothing.")]
public sealed partial class FiberScope : IWaitOwner
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationToken _outer;
    private readonly ScopeFrame _unjoined;
    private readonly ScopeFrame _joinable;
    private readonly FiberWaiter _end;

    // The body counts as one.
    private int _running = 1;

    private FiberScope(CancellationToken outer)
    {
        _outer = outer;
        _end = FiberWaiter.Rent(this);
        _unjoined = new ScopeFrame(this, recycles: true);
        _joinable = new ScopeFrame(this, recycles: false);
    }

    /// <summary>Cancelled when a fiber of the scope or its body fails, at <see cref="Cancel"/>, and when the scope is cancelled from outside.</summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <summary>Whether the scope has been cancelled.</summary>
    public bool IsCancellationRequested => _source.IsCancellationRequested;

    /// <summary>Runs a body that may start fibers in the scope, and waits until all of them have ended.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the scope.</param>
    /// <returns>The call. What it throws:</returns>
    /// <exception cref="OperationCanceledException">The body itself, or (cancelled from outside) one of the fibers, was cut by the cancellation.</exception>
    /// <exception cref="AggregateException">Several failed; when one alone has failed, what it threw is thrown.</exception>
    public static async Fiber Run<TState>(Func<FiberScope, TState, Fiber> body, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new FiberScope(cancel);
        CancellationTokenRegistration outside = scope.ListenOutside();
        try
        {
            await body(scope, state);
        }
        catch (Exception exception)
        {
            scope.OnBodyFailed(exception);
        }

        await scope.End();
        outside.Unregister();
        scope.ThrowFailures();
    }

    /// <summary>Runs a body that may start fibers in the scope, and waits until all of them have ended.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What the body returns.</typeparam>
    /// <param name="body">The body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Cancels the scope.</param>
    /// <returns>The call; it returns what the body returned. What it throws:</returns>
    /// <exception cref="OperationCanceledException">The body itself, or (cancelled from outside) one of the fibers, was cut by the cancellation.</exception>
    /// <exception cref="AggregateException">Several failed; when one alone has failed, what it threw is thrown.</exception>
    public static async Fiber<TResult> Run<TState, TResult>(
        Func<FiberScope, TState, Fiber<TResult>> body, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var scope = new FiberScope(cancel);
        CancellationTokenRegistration outside = scope.ListenOutside();
        TResult? result = default;
        try
        {
            result = await body(scope, state);
        }
        catch (Exception exception)
        {
            scope.OnBodyFailed(exception);
        }

        await scope.End();
        outside.Unregister();
        scope.ThrowFailures();
        return result!;
    }

    /// <summary>Starts a fiber of this scope on the calling thread's loop. Its body runs at once, up to its first suspension.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">
    /// The fiber's name, priority and the like; the default is a plain fiber. One with options has a token of its own, which the scope cancels
    /// too, unless the options name another token to do so. Cancelling this fiber alone is no failure of the scope.
    /// </param>
    /// <exception cref="InvalidOperationException">The scope has ended; or the calling thread has no loop.</exception>
    public void Spawn<TState>(Func<FiberScope, TState, Fiber> body, TState state, in FiberOptions options = default) =>
        Spawn(EventLoop.Required, body, state, options);

    /// <summary>Starts a fiber of this scope on any loop. On the calling thread's own loop its body runs at once, up to its first suspension.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="loop">The loop that the fiber is to run on.</param>
    /// <param name="body">The fiber's body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">As for <see cref="Spawn{TState}(Func{FiberScope, TState, Fiber}, TState, in FiberOptions)"/>.</param>
    /// <exception cref="InvalidOperationException">The scope has ended.</exception>
    public void Spawn<TState>(EventLoop loop, Func<FiberScope, TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(body);
        Begin();
        _ = loop.SpawnInScope(this, _unjoined, body, state, options);
    }

    /// <summary>Starts a fiber of this scope on the calling thread's loop. Its body runs at once, up to its first suspension.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">As for <see cref="Spawn{TState}(Func{FiberScope, TState, Fiber}, TState, in FiberOptions)"/>.</param>
    /// <returns>A handle, to await this one fiber with; the scope awaits it in any case, and its failure is the scope's in any case.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended; or the calling thread has no loop.</exception>
    public FiberHandle SpawnJoinable<TState>(Func<FiberScope, TState, Fiber> body, TState state, in FiberOptions options = default) =>
        SpawnJoinable(EventLoop.Required, body, state, options);

    /// <summary>Starts a fiber of this scope on any loop. On the calling thread's own loop its body runs at once, up to its first suspension.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="loop">The loop that the fiber is to run on.</param>
    /// <param name="body">The fiber's body; a static lambda or a cached method group allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">As for <see cref="Spawn{TState}(Func{FiberScope, TState, Fiber}, TState, in FiberOptions)"/>.</param>
    /// <returns>A handle, to await this one fiber with; the scope awaits it in any case, and its failure is the scope's in any case.</returns>
    /// <exception cref="InvalidOperationException">The scope has ended.</exception>
    public FiberHandle SpawnJoinable<TState>(EventLoop loop, Func<FiberScope, TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(body);
        Begin();
        return loop.SpawnInScope(this, _joinable, body, state, options);
    }

    /// <summary>Cancels the fibers of the scope, which is no failure: those that end by it end in order. Any thread, any number of times.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            // Somebody's callback threw; that is a failure of the scope like any other.
            AddFailure(exception);
        }
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "end of scope";

    void IWaitOwner.Cancel(FiberWaiter waiter) => throw new InvalidOperationException("The wait for a scope's fibers takes no token.");

    /// <summary>A fiber of the scope has ended. On its loop.</summary>
    /// <param name="failure">What it threw.</param>
    /// <param name="wasCancelled">Whether this one fiber had been cancelled, by its own token.</param>
    internal void OnChildEnded(FiberFailure? failure, bool wasCancelled)
    {
        if (failure is not null)
        {
            Exception exception = failure.Observe();
            if (exception is OperationCanceledException && IsCancellationRequested)
            {
                _childWasCut = true;
            }
            else if (exception is not OperationCanceledException || !wasCancelled)
            {
                AddFailure(exception);
                Cancel();
            }
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _end.Complete(WaitOutcome.Granted);
        }
    }

    private void Begin()
    {
        int running = Volatile.Read(ref _running);
        while (running > 0)
        {
            int seen = Interlocked.CompareExchange(ref _running, running + 1, running);
            if (seen == running)
            {
                return;
            }

            running = seen;
        }

        throw new InvalidOperationException("The scope has ended: a fiber can be started in it only while its body or another of its fibers runs.");
    }

    private CancellationTokenRegistration ListenOutside() =>
        _outer.CanBeCanceled ? _outer.UnsafeRegister(static state => ((FiberScope)state!).Cancel(), this) : default;

    /// <summary>The body has ended: waits for the fibers.</summary>
    private FiberWait End()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _end.Release();
            return default;
        }

        return new FiberWait(_end);
    }
}
