using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>One subscriber of a <see cref="FiberBroadcast{T}"/>: reads every item, at its own pace. For one reader at a time.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class FiberSubscription<T> : IWaitOwner, IDisposable
{
    private readonly FiberBroadcast<T> _broadcast;
    private long _missed;

    internal FiberSubscription(FiberBroadcast<T> broadcast, long position)
    {
        _broadcast = broadcast;
        Position = position;
    }

    /// <summary>How many items it was too slow for (<see cref="SlowSubscriber.MissesOldest"/>), as far as it has read.</summary>
    public long Missed
    {
        get => Volatile.Read(ref _missed);
        internal set => Volatile.Write(ref _missed, value);
    }

    /// <summary>The number of the next item. Guarded by the broadcast's gate, like all of these.</summary>
    internal long Position { get; set; }

    internal bool IsEnded { get; set; }

    /// <summary>Who waits for the next item.</summary>
    internal FiberWaiter<T>? Reader { get; set; }

    /// <summary>Reads the next item; waits for it if there is none.</summary>
    /// <param name="cancel">Cuts the wait; an item that has been handed over already is returned all the same.</param>
    /// <returns>
    /// An awaitable, to be awaited once. It throws a <see cref="FiberChannelClosedException"/> when the broadcast is closed and everything read,
    /// or the subscription has been disposed of or cut off.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another fiber waits for the next item of this subscription.</exception>
    public FiberWait<T> Read(CancellationToken cancel = default) =>
        cancel.IsCancellationRequested
            ? new FiberWait<T>(FiberWaiter<T>.RentEnded(this, WaitOutcome.Canceled, cancel))
            : _broadcast.TryReadOrQueue(this, queue: true, cancel, out T? item, out FiberWaiter<T>? waiter)
                ? new FiberWait<T>(item)
                : new FiberWait<T>(waiter!);

    /// <summary>Reads the next item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead([MaybeNullWhen(false)] out T item) =>
        _broadcast.TryReadOrQueue(this, queue: false, default, out item, out _);

    /// <summary>Unsubscribes; a read that waits ends with a <see cref="FiberChannelClosedException"/>. Any thread.</summary>
    public void Dispose() => _broadcast.Unsubscribe(this);

    string IWaitOwner.NameOf(FiberWaiter waiter) => "broadcast read";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _broadcast.CancelReader(this, waiter);

    Exception IWaitOwner.ClosedException() =>
        _broadcast.IsClosed ? new FiberChannelClosedException("The broadcast is closed, and everything has been read.")
        : Missed > 0 ? new FiberChannelClosedException($"The subscription was cut off: it was too slow for {Missed} items.")
        : new FiberChannelClosedException("The subscription has been disposed of.");
}
