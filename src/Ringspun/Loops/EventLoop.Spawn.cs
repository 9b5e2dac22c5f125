using System.Runtime.CompilerServices;

namespace Ringspun;

public sealed partial class EventLoop
{
    /// <summary>Starts a fiber on this loop. On the loop's own thread its body runs at once, up to its first suspension.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body; a static lambda or a method group that is cached allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <returns>A handle to join it with: <c>await handle</c>.</returns>
    public FiberHandle Spawn<TState>(Func<TState, Fiber> body, TState state)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!CanStartHere())
        {
            var start = new StartFrame<TState>(body, state) { Slot = FiberFrame.Joinable };
            StartThere(start);
            return new FiberHandle(start, this);
        }

        object? call = Start(body, state);
        if (call is FiberFrame { IsFinished: false } frame)
        {
            frame.Slot = FiberFrame.Joinable;
        }

        return new FiberHandle(call, this);
    }

    /// <summary>Starts a fiber that nobody will join. If it fails, that is reported at once (<see cref="UnjoinedFailure"/>).</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body.</param>
    /// <param name="state">What the body gets.</param>
    public void SpawnDetached<TState>(Func<TState, Fiber> body, TState state)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!CanStartHere())
        {
            StartThere(new StartFrame<TState>(body, state) { Slot = FiberFrame.Detached });
            return;
        }

        Detach(Start(body, state));
    }

    internal static void Detach(object? call)
    {
        if (call is FiberFrame { IsFinished: false } frame)
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

    /// <summary>Fibers that start fibers that start fibers use up the stack: then the rest start from the run queue.</summary>
    private bool CanStartHere() => ReferenceEquals(t_current, this) && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>A body that is not async throws before it has returned a call: that is the fiber's failure all the same, not its parent's.</summary>
    private static object? Start<TState>(Func<TState, Fiber> body, TState state)
    {
        try
        {
            return body(state).State;
        }
        catch (Exception exception)
        {
            return new FiberFailure(exception);
        }
    }

    private void StartThere(FiberFrame start)
    {
        FrameContexts.Save(start);
        MakeReady(start);
    }
}
