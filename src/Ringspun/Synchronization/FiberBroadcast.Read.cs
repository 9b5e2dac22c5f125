using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>What subscriptions do.</content>
public sealed partial class FiberBroadcast<T>
{
    /// <summary>True: an item; false: a waiter that is queued or has ended; or null, where the caller did not want to wait.</summary>
    internal bool TryReadOrQueue(
        FiberSubscription<T> subscription, bool queue, CancellationToken cancel, [MaybeNullWhen(false)] out T item, out FiberWaiter<T>? waiter)
    {
        waiter = null;
        item = default;
        WaiterChain freed = default;
        _gate.Enter();
        CatchUp(subscription);
        bool ended = subscription.IsEnded;
        bool taken = !ended && subscription.Position < _head;
        if (taken)
        {
            item = Take(subscription, ref freed);
        }

        if (taken || !queue)
        {
            _gate.Exit();
            freed.Complete(WaitOutcome.Granted);
            return taken;
        }

        if (ended || _closed)
        {
            _gate.Exit();
            waiter = FiberWaiter<T>.RentEnded(subscription, WaitOutcome.Closed, default);
            return false;
        }

        if (subscription.Reader is not null)
        {
            _gate.Exit();
            throw new InvalidOperationException("A fiber reads from this subscription already: every reader needs a subscription of its own.");
        }

        subscription.Reader = waiter = FiberWaiter<T>.Rent(subscription);
        _readers.Add(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return false;
    }

    internal void CancelReader(FiberSubscription<T> subscription, FiberWaiter waiter)
    {
        _gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            _readers.Remove(waiter);
            subscription.Reader = null;
        }

        _gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    internal void Unsubscribe(FiberSubscription<T> subscription)
    {
        WaiterChain freed = default;
        FiberWaiter? reader = null;
        _gate.Enter();
        if (!subscription.IsEnded)
        {
            reader = subscription.Reader;
            if (reader is not null)
            {
                _readers.Remove(reader);
                subscription.Reader = null;
            }

            End(subscription, ref freed);
        }

        _gate.Exit();
        freed.Complete(WaitOutcome.Granted);
        reader?.Complete(WaitOutcome.Closed);
    }

    /// <summary>A subscriber that was too slow: counts what it has missed, or cuts it off. Under the gate.</summary>
    private void CatchUp(FiberSubscription<T> subscription)
    {
        if (subscription.IsEnded || subscription.Position >= _tail)
        {
            return;
        }

        subscription.Missed += _tail - subscription.Position;
        subscription.Position = _tail;
        if (_policy == SlowSubscriber.IsDisconnected)
        {
            WaiterChain none = default;
            End(subscription, ref none);
        }
    }

    private T Take(FiberSubscription<T> subscription, ref WaiterChain freed)
    {
        ref Slot slot = ref SlotOf(subscription.Position);
        T item = slot.Item;
        subscription.Position++;
        if (--slot.Pending == 0)
        {
            DropRead();
            AdmitPublishers(ref freed);
        }

        return item;
    }

    private void End(FiberSubscription<T> subscription, ref WaiterChain freed)
    {
        subscription.IsEnded = true;
        _subscribers--;
        for (long number = Math.Max(subscription.Position, _tail); number < _head; number++)
        {
            SlotOf(number).Pending--;
        }

        DropRead();
        AdmitPublishers(ref freed);
    }

    /// <summary>Forgets the oldest items as far as everybody has read them.</summary>
    private void DropRead()
    {
        while (_tail < _head && SlotOf(_tail).Pending == 0)
        {
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            {
                SlotOf(_tail) = default;
            }

            _tail++;
        }
    }

    private void AdmitPublishers(ref WaiterChain freed)
    {
        while (_head - _tail < _slots.Length && _publishers.TryTake(out FiberWaiter? publisher))
        {
            // Its readers first, so that items arrive in order.
            T item = Unsafe.As<FiberWaiter<T>>(publisher).Value!;
            Append(item, ref freed);
            freed.Add(publisher);
        }
    }
}
