namespace Ringspun;

/// <content>Starting fibers on whichever loop the balancing policy chooses.</content>
public sealed partial class Runtime
{
    private int _placed;

    /// <summary>How many fibers have been started here and have not ended. Any thread.</summary>
    public int LiveFibers => Volatile.Read(ref _placed);

    /// <summary>Starts a fiber on the loop that the balancing policy chooses. Any thread.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body. It starts at once if the chosen loop is the caller's own.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like.</param>
    /// <returns>A handle to join it with.</returns>
    /// <exception cref="ObjectDisposedException">The runtime has been stopped.</exception>
    public FiberHandle Spawn<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Place().SpawnPlaced(body, state, options);
    }

    /// <summary>Starts a fiber that returns a value on the loop that the balancing policy chooses. Any thread.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What the fiber returns.</typeparam>
    /// <param name="body">The fiber's body. It starts at once if the chosen loop is the caller's own.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like.</param>
    /// <returns>A handle to join it with.</returns>
    /// <exception cref="ObjectDisposedException">The runtime has been stopped.</exception>
    public FiberHandle<TResult> Spawn<TState, TResult>(
        Func<TState, Fiber<TResult>> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Place().SpawnPlaced(body, state, options);
    }

    /// <summary>
    /// Starts a fiber that nobody will join on the loop that the balancing policy chooses; a failure is reported at once. Any thread.
    /// </summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber's body. It starts at once if the chosen loop is the caller's own.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="options">The fiber's name, priority and the like.</param>
    /// <exception cref="ObjectDisposedException">The runtime has been stopped.</exception>
    public void SpawnDetached<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        Place().SpawnPlacedDetached(body, state, options);
    }

    internal void OnPlacedEnded()
    {
        if (Interlocked.Decrement(ref _placed) == 0)
        {
            lock (_drained)
            {
                Monitor.PulseAll(_drained);
            }
        }
    }

    private EventLoop Place()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        EventLoop loop = _options.Balancing.Choose(Loops);
        if (!ReferenceEquals(loop.Owner, this))
        {
            throw new InvalidOperationException("The balancing policy has chosen a loop that is not the runtime's.");
        }

        Interlocked.Increment(ref _placed);
        return loop;
    }
}
