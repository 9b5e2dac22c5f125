using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Hands every item to every subscriber.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <remarks>
/// The items that not all subscribers have read are kept once, whatever the number of subscribers, and are bounded by
/// <see cref="Capacity"/>. Without subscribers items are gone. For fibers of any loops, and for other asynchronous code.
/// </remarks>
public sealed partial class FiberBroadcast<T> : IWaitOwner
{
    private readonly Slot[] _slots;
    private readonly SlowSubscriber _policy;
    private SpinGate _gate;
    private WaitQueue _readers;
    private WaitQueue _publishers;

    // Numbers of items: the next one, and the oldest that is kept.
    private long _head;
    private long _tail;
    private int _subscribers;
    private bool _closed;

    /// <summary>Makes a broadcast.</summary>
    /// <param name="capacity">How many items it keeps for slow subscribers, at least 1.</param>
    /// <param name="policy">What happens when a subscriber is slower than that.</param>
    public FiberBroadcast(int capacity, SlowSubscriber policy = SlowSubscriber.HoldsUpPublisher)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _slots = new Slot[capacity];
        _policy = policy;
    }

    /// <summary>How many items it keeps for slow subscribers.</summary>
    public int Capacity => _slots.Length;

    /// <summary>How many subscribers there are now.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>Whether it has been closed; subscribers may still have items to read.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Receives every item that is published from now on.</summary>
    /// <returns>The subscription; dispose of it to unsubscribe.</returns>
    public FiberSubscription<T> Subscribe()
    {
        _gate.Enter();
        _subscribers++;
        var subscription = new FiberSubscription<T>(this, _head);
        _gate.Exit();
        return subscription;
    }

    /// <summary>Hands an item to all subscribers; with <see cref="SlowSubscriber.HoldsUpPublisher"/> waits for room.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancel">Cuts the wait: the item has then not been published.</param>
    /// <returns>An awaitable, to be awaited once. It throws a <see cref="FiberChannelClosedException"/> when the broadcast is closed.</returns>
    public FiberWait Publish(T item, CancellationToken cancel = default)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        WaiterChain reading = default;
        _gate.Enter();
        if (TryAppend(item, ref reading))
        {
            _gate.Exit();
            reading.Complete(WaitOutcome.Granted);
            return default;
        }

        return new FiberWait(QueuePublisher(item, cancel));
    }

    /// <summary>Hands an item to all subscribers if that needs no waiting.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it was published; false when there is no room, or the broadcast is closed.</returns>
    public bool TryPublish(T item)
    {
        WaiterChain reading = default;
        _gate.Enter();
        bool published = TryAppend(item, ref reading);
        _gate.Exit();
        reading.Complete(WaitOutcome.Granted);
        return published;
    }

    /// <summary>Closes the broadcast: what it holds can still be read, then subscribers see the end; publishers are refused. Any thread.</summary>
    public void Close()
    {
        WaiterChain refused = default;
        _gate.Enter();
        _closed = true;
        while (_readers.TryTake(out FiberWaiter? reader))
        {
            ((FiberSubscription<T>)reader.Owner!).Reader = null;
            refused.Add(reader);
        }

        while (_publishers.TryTake(out FiberWaiter? publisher))
        {
            refused.Add(publisher);
        }

        _gate.Exit();
        refused.Complete(WaitOutcome.Closed);
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "broadcast publish";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _publishers.Cancel(waiter, ref _gate);

    Exception IWaitOwner.ClosedException() => new FiberChannelClosedException("The broadcast is closed.");

    private ref Slot SlotOf(long number) => ref _slots[number % _slots.Length];

    /// <summary>Under the gate.</summary>
    private bool TryAppend(T item, ref WaiterChain reading)
    {
        if (_closed)
        {
            return false;
        }

        if (_head - _tail == _slots.Length)
        {
            if (_policy == SlowSubscriber.HoldsUpPublisher)
            {
                return false;
            }

            // Whoever has not read it finds out when it reads on.
            SlotOf(_tail) = default;
            _tail++;
        }

        Append(item, ref reading);
        return true;
    }

    /// <summary>Under the gate, with room.</summary>
    private void Append(T item, ref WaiterChain reading)
    {
        int pending = _subscribers;
        while (_readers.TryTake(out FiberWaiter? reader))
        {
            // Who waits has read everything, so this is its next item.
            var subscription = (FiberSubscription<T>)reader.Owner!;
            subscription.Position = _head + 1;
            subscription.Reader = null;
            Unsafe.As<FiberWaiter<T>>(reader).Value = item;
            reading.Add(reader);
            pending--;
        }

        if (pending > 0)
        {
            SlotOf(_head) = new Slot { Item = item, Pending = pending };
            _head++;
        }
        else
        {
            _head++;
            DropRead();
        }
    }

    /// <summary>Leaves the gate.</summary>
    private FiberWaiter QueuePublisher(T item, CancellationToken cancel)
    {
        if (_closed)
        {
            _gate.Exit();
            return FiberWaiter.RentEnded(this, WaitOutcome.Closed, default);
        }

        FiberWaiter<T> waiter = FiberWaiter<T>.Rent(this);
        waiter.Value = item;
        _publishers.Add(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return waiter;
    }

    private struct Slot
    {
        /// <summary>How many subscribers have not read it.</summary>
        internal int Pending;
        internal T Item;
    }
}
