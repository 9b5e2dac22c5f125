namespace Ringspun;

/// <content>Fibers that a runtime has placed on the loop.</content>
public sealed partial class EventLoop
{
    private int _placed;

    /// <summary>How many fibers the loop's <see cref="Runtime"/> has started on it, or that have come to it since, and that have not ended. Any thread.</summary>
    public int PlacedFibers => Volatile.Read(ref _placed);

    /// <summary>The runtime that the loop belongs to, if it belongs to one.</summary>
    internal Runtime? Owner { get; init; }

    /// <summary>A fiber is to count as this loop's until <see cref="OnPlacedEnded"/>.</summary>
    internal void OnPlaced() => Interlocked.Increment(ref _placed);

    internal void OnPlacedEnded()
    {
        Interlocked.Decrement(ref _placed);
        Owner?.OnPlacedEnded();
    }

    /// <summary>A fiber that counts as this loop's goes to another.</summary>
    /// <returns>The loop whose it counts as from now on.</returns>
    internal EventLoop MovePlaced(EventLoop to)
    {
        if (!ReferenceEquals(to.Owner, Owner))
        {
            return this;
        }

        to.OnPlaced();
        Interlocked.Decrement(ref _placed);
        return to;
    }

    internal FiberHandle SpawnPlaced<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options)
    {
        var start = new StartFrame<TState>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Joinable, PlacedOn = this };
        LaunchPlaced(start);
        return new FiberHandle(start, this);
    }

    internal FiberHandle<TResult> SpawnPlaced<TState, TResult>(Func<TState, Fiber<TResult>> body, TState state, in FiberOptions options)
    {
        var start = new StartFrame<TState, TResult>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Joinable, PlacedOn = this };
        LaunchPlaced(start);
        return new FiberHandle<TResult>(start, default, this);
    }

    internal void SpawnPlacedDetached<TState>(Func<TState, Fiber> body, TState state, in FiberOptions options) =>
        LaunchPlaced(new StartFrame<TState>(body, state, MakeInfo(body, options)) { Slot = FiberFrame.Detached, PlacedOn = this });

    private void LaunchPlaced(FiberFrame start)
    {
        OnPlaced();
        try
        {
            Launch(start);
        }
        catch (ObjectDisposedException)
        {
            OnPlacedEnded();
            throw;
        }
    }
}
