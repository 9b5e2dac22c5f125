namespace Ringspun;

/// <content>Driving the loop.</content>
public sealed partial class EventLoop
{
    /// <summary>Runs until <see cref="Stop"/>.</summary>
    /// <exception cref="DeadlockException">Under a simulated driver: every fiber waits, and nothing can come that would wake one.</exception>
    public void Run()
    {
        CheckThread();
        ExecutionContext? caller = FrameContexts.Current;
        try
        {
            while (!_stopping)
            {
                Turn(long.MaxValue);
            }
        }
        finally
        {
            FrameContexts.Restore(caller);
        }
    }

    /// <summary>Runs one turn: ready fibers, then the kernel's side, waiting at most <paramref name="timeout"/> when nothing is ready.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    public void RunOnce(TimeSpan timeout)
    {
        CheckThread();
        ExecutionContext? caller = FrameContexts.Current;
        try
        {
            bool isBounded = timeout >= TimeSpan.Zero && timeout.Ticks <= long.MaxValue / TimeSpan.NanosecondsPerTick;
            Turn(isBounded ? timeout.Ticks * TimeSpan.NanosecondsPerTick : long.MaxValue);
        }
        finally
        {
            // Frames leave the thread in the default context; whoever drives the loop keeps its own.
            FrameContexts.Restore(caller);
        }
    }

    /// <summary>Runs the loop until <paramref name="body"/> has ended.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber to run; it starts at once.</param>
    /// <param name="state">What the body gets.</param>
    /// <exception cref="DeadlockException">
    /// Nothing is ready, nothing is armed and nothing can come: the fiber would wait for ever. A simulated driver knows that; of others see
    /// <see cref="EventLoopOptions.DeadlockPatience"/>.
    /// </exception>
    public void RunUntil<TState>(Func<TState, Fiber> body, TState state)
    {
        CheckThread();
        FiberHandle handle = Spawn(body, state);
        if (!handle.IsCompleted)
        {
            // It may move to another loop and end there, while this one sleeps.
            ((ISystemCallAwaiter)handle).Suspend(new CallbackFrame(static () => { }), this);
        }

        ExecutionContext? caller = FrameContexts.Current;
        try
        {
            while (!handle.IsCompleted && !_stopping)
            {
                RunReady();

                // Once the fiber has ended, nothing need ever come: the last turn only hands over what it has submitted.
                if (handle.IsCompleted)
                {
                    Poll(0);
                }
                else
                {
                    PollOrDespair();
                }
            }
        }
        finally
        {
            FrameContexts.Restore(caller);
        }

        handle.GetResult();
    }

    /// <summary>Runs the loop until <paramref name="body"/> has ended.</summary>
    /// <param name="body">The fiber to run; it starts at once.</param>
    public void RunUntil(Func<Fiber> body) => RunUntil(static body => body(), body);
}
