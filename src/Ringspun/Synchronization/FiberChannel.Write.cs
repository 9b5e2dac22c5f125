using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>Writing.</content>
public sealed partial class FiberChannel<T>
{
    /// <summary>Hands over an item; waits for room, or (rendezvous) for a reader.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancel">Cuts the wait: the item has then not been written.</param>
    /// <returns>An awaitable, to be awaited once. It throws a <see cref="FiberChannelClosedException"/> when the channel is closed.</returns>
    public FiberWait Write(T item, CancellationToken cancel = default)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        _gate.Enter();
        if (TryGive(item, out FiberWaiter? reader))
        {
            _gate.Exit();
            if (reader is not null)
            {
                reader.Complete(WaitOutcome.Granted);
            }

            return default;
        }

        return new FiberWait(QueueWriter(item, cancel));
    }

    /// <summary>Hands over an item if that needs no waiting.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it was written; false when there is no room, or no reader (rendezvous), or the channel is closed.</returns>
    public bool TryWrite(T item)
    {
        _gate.Enter();
        bool given = TryGive(item, out FiberWaiter? reader);
        _gate.Exit();
        reader?.Complete(WaitOutcome.Granted);
        return given;
    }

    /// <summary>Gives an item to the reader that has waited longest, or stores it. Under the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGive(T item, out FiberWaiter? reader)
    {
        if (!_readers.IsEmpty && _readers.TryClaim(out reader))
        {
            Unsafe.As<FiberWaiter<T>>(reader).Value = item;
            return true;
        }

        reader = null;
        if (_items.Count < _capacity && !_closed)
        {
            _items.Enqueue(item);
            return true;
        }

        return false;
    }

    /// <summary>Under the gate.</summary>
    internal void AddWriter(FiberWaiter<T> waiter)
    {
        waiter.IsWriter = true;
        _writers.Add(waiter);
    }

    /// <summary>Leaves the gate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FiberWaiter<T> QueueWriter(T item, CancellationToken cancel)
    {
        if (_closed)
        {
            _gate.Exit();
            return FiberWaiter<T>.RentEnded(this, WaitOutcome.Closed, default);
        }

        FiberWaiter<T> waiter = FiberWaiter<T>.Rent(this);
        waiter.Value = item;
        AddWriter(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return waiter;
    }
}
