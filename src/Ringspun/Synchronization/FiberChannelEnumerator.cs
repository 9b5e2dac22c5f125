namespace Ringspun;

/// <summary>Reads a channel to its end, for <c>await foreach</c>. One per loop; it allocates once, not for every item.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class FiberChannelEnumerator<T>
{
    private readonly FiberChannel<T> _channel;
    private readonly CancellationToken _cancel;
    private T? _current;

    internal FiberChannelEnumerator(FiberChannel<T> channel, CancellationToken cancel)
    {
        _channel = channel;
        _cancel = cancel;
    }

    /// <summary>The item that was read last.</summary>
    public T Current => _current!;

    /// <summary>Reads the next item; waits for one if there is none.</summary>
    /// <returns>A call; false when the channel is closed and empty.</returns>
    /// <exception cref="FiberChannelClosedException">The channel was closed for a reason.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Fiber<bool> MoveNextAsync()
    {
        _cancel.ThrowIfCancellationRequested();
        return _channel.TryReadOrQueue(_cancel, out _current, out FiberWaiter<T>? waiter)
            ? new Fiber<bool>(null, true)
            : Finish(waiter);
    }

    private async Fiber<bool> Finish(FiberWaiter<T> waiter)
    {
        await new WaiterCompletion(waiter);
        if (waiter.Outcome == WaitOutcome.Closed && !_channel.HasReason)
        {
            // The normal end is no exception.
            waiter.Release();
            return false;
        }

        _current = waiter.EndWithValue(waiter.Token);
        return true;
    }
}
