using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>Starting fibers.</content>
public sealed partial class EventLoop
{
    /// <summary>How far below a place where the stack sufficed it still does, without asking.</summary>
    private const int ProvenDepth = 32 * 1024;

    /// <summary>Down to this address the stack of the loop's thread suffices for one more fiber to start on it.</summary>
    private nuint _provenStack = nuint.MaxValue;

    /// <summary>Starts a fiber on this loop. On the loop's own thread its body runs at once, up to its first suspension. Any thread.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body; a static lambda or a method group that is cached allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like; the default is a plain fiber.</param>
    /// <returns>A handle to join it with: <c>await handle</c>.</returns>
    /// <exception cref="ObjectDisposedException">The loop has been disposed of.</exception>
    public FiberHandle Spawn<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!options.IsPlain || Options.TrackFibers || !CanStartHere())
        {
            var start = new StartFrame<TState>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Joinable };
            Launch(start);
            return new FiberHandle(start, this);
        }

        object? call = Start(body, state);
        if (FiberFrame.Of(call) is { IsFinished: false } frame)
        {
            frame.Slot = FiberFrame.Joinable;
        }

        return new FiberHandle(call, this);
    }

    /// <summary>Starts a fiber that returns a value; see <see cref="Spawn{TState}(Func{TState, Fiber}, TState, in FiberOptions)"/>. Any thread.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What the fiber returns.</typeparam>
    /// <param name="body">The fiber's body; a static lambda or a method group that is cached allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like; the default is a plain fiber.</param>
    /// <returns>A handle to join it with: <c>await handle</c> gives its value.</returns>
    public FiberHandle<TResult> Spawn<TState, TResult>(
        Func<TState, Fiber<TResult>> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!options.IsPlain || Options.TrackFibers || !CanStartHere())
        {
            var start = new StartFrame<TState, TResult>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Joinable };
            Launch(start);
            return new FiberHandle<TResult>(start, default, this);
        }

        Fiber<TResult> call = Start(body, state);
        if (FiberFrame.Of(call.State) is { IsFinished: false } frame)
        {
            frame.Slot = FiberFrame.Joinable;
        }

        return new FiberHandle<TResult>(call.State, call.Result, this);
    }

    /// <summary>
    /// Starts a fiber that nobody will join. If it fails, that is reported at once (<see cref="UnjoinedFailure"/>). Any thread.
    /// </summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like; the default is a plain fiber.</param>
    public void SpawnDetached<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!options.IsPlain || Options.TrackFibers || !CanStartHere())
        {
            Launch(new StartFrame<TState>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Detached });
            return;
        }

        Detach(Start(body, state));
    }

    /// <summary>
    /// Moves the running fiber to this loop: what follows the await runs there, and so do the calls that are waiting for it when they go on. Does
    /// nothing when the fiber is there already. Any loop.
    /// </summary>
    /// <returns>An awaitable: await it at once.</returns>
    /// <remarks>
    /// Objects of the loop that the fiber leaves (connections, files, timers) stay there; awaiting their operations elsewhere is refused with
    /// an <see cref="InvalidOperationException"/>. A call that its caller has started and not awaited yet moves alone, and wakes its caller on
    /// the caller's loop; so does a call that plain <c>async Task</c> code awaits.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">Awaiting: this loop has been disposed of.</exception>
    public SwitchOperation SwitchTo() => new(this);

    internal static void Detach(object? call)
    {
        if (FiberFrame.Of(call) is { IsFinished: false } frame)
        {
            frame.Slot = FiberFrame.Detached;
        }
        else if (call is FiberFailure failure)
        {
            ReportUnjoined(failure.Observe());
        }
        else if (call is FiberFrame { Slot: FiberFailure late })
        {
            ReportUnjoined(late.Observe());
        }
    }

    /// <summary>The identity of the fiber whose code is running, made now if it has none.</summary>
    internal FiberInfo IdentifyFiber() => CurrentFiber ??= new FiberInfo(this, default) { IsLate = true };

    /// <summary>Fibers that start fibers that start fibers use up the stack: then the rest start from the run queue.</summary>
    private unsafe bool CanStartHere()
    {
        byte local;
        return ReferenceEquals(t_current, this) && ((nuint)(&local) >= _provenStack || ProveStack((nuint)(&local)));
    }

    /// <summary>Asks the runtime, which takes longer than to start a fiber. What it promises (128 KiB) holds for a while deeper, too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ProveStack(nuint here)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return false;
        }

        _provenStack = here - ProvenDepth;
        return true;
    }

    private FiberInfo? MakeInfo(Delegate body, in FiberOptions options) =>
        options.IsPlain && !Options.TrackFibers ? null : new FiberInfo(this, options, body).Track();

    /// <summary>Starts a plain fiber.</summary>
    private object? Start<TState>(Func<TState, Fiber> body, TState state)
    {
        FiberInfo? parent = Disown();
        object? call;
        try
        {
            call = body(state).State;
        }
        catch (Exception exception)
        {
            // A body that is not async throws before it has returned a call: that is the fiber's failure all the same, not its parent's.
            call = new FiberFailure(exception);
        }

        Own(parent);
        return call;
    }

    private Fiber<TResult> Start<TState, TResult>(Func<TState, Fiber<TResult>> body, TState state)
    {
        FiberInfo? parent = Disown();
        Fiber<TResult> call;
        try
        {
            call = body(state);
        }
        catch (Exception exception)
        {
            call = new Fiber<TResult>(new FiberFailure(exception), default);
        }

        Own(parent);
        return call;
    }

    /// <summary>Before a child's code runs: the parent's identity is not its own.</summary>
    private FiberInfo? Disown()
    {
        FiberInfo? parent = CurrentFiber;
        if (parent is not null)
        {
            CurrentFiber = null;
        }

        return parent;
    }

    /// <summary>After a child's code has run: an identity that it has got is not its parent's.</summary>
    private void Own(FiberInfo? parent)
    {
        if (!ReferenceEquals(CurrentFiber, parent))
        {
            CurrentFiber = parent;
        }
    }

    /// <summary>Starts a fiber that has a root of its own: here and now if possible.</summary>
    private void Launch(FiberFrame start)
    {
        if (!CanStartHere())
        {
            ThrowIfDisposed();
            MakeReady(start);
            return;
        }

        FiberInfo? parent = Disown();
        ExecutionContext? context = FrameContexts.Current;
        start.Resume();
        FrameContexts.Restore(context);
        Own(parent);
    }
}
