using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>Reading.</content>
public sealed partial class FiberChannel<T>
{
    /// <summary>Takes the oldest item; waits for one if there is none.</summary>
    /// <param name="cancel">Cuts the wait; an item that has been handed over already is returned all the same.</param>
    /// <returns>An awaitable, to be awaited once. It throws a <see cref="FiberChannelClosedException"/> when the channel is closed and empty.</returns>
    public FiberWait<T> Read(CancellationToken cancel = default) =>
        cancel.IsCancellationRequested
            ? new FiberWait<T>(FiberWaiter<T>.RentEnded(this, WaitOutcome.Canceled, cancel))
            : TryReadOrQueue(cancel, out T? item, out FiberWaiter<T>? waiter) ? new FiberWait<T>(item) : new FiberWait<T>(waiter);

    /// <summary>Takes the oldest item if there is one.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        _gate.Enter();
        bool taken = TryTake(out item, out FiberWaiter? writer);
        _gate.Exit();
        writer?.Complete(WaitOutcome.Granted);
        return taken;
    }

    /// <summary>True: an item; false: a waiter that is queued, or has ended because the channel is closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadOrQueue(
        CancellationToken cancel, [MaybeNullWhen(false)] out T item, [NotNullWhen(false)] out FiberWaiter<T>? waiter)
    {
        _gate.Enter();
        if (TryTake(out item, out FiberWaiter? writer))
        {
            _gate.Exit();
            if (writer is not null)
            {
                writer.Complete(WaitOutcome.Granted);
            }

            waiter = null;
            return true;
        }

        waiter = QueueReader(cancel);
        return false;
    }

    /// <summary>Takes an item, and lets a waiting writer's item take its place. Under the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake([MaybeNullWhen(false)] out T item, out FiberWaiter? writer)
    {
        if (_items.TryDequeue(out item))
        {
            if (_writers.IsEmpty)
            {
                writer = null;
            }
            else if (_writers.TryClaim(out writer))
            {
                _items.Enqueue(ItemOf(writer));
            }

            return true;
        }

        if (!_writers.IsEmpty && _writers.TryClaim(out writer))
        {
            item = ItemOf(writer);
            return true;
        }

        writer = null;
        return false;
    }

    /// <summary>Whether a reader would wait for ever. Under the gate.</summary>
    internal bool IsAtEnd => _closed && _items.Count == 0;

    /// <summary>Under the gate.</summary>
    internal void AddReader(FiberWaiter<T> waiter)
    {
        waiter.IsWriter = false;
        _readers.Add(waiter);
    }

    private static T ItemOf(FiberWaiter writer) => Unsafe.As<FiberWaiter<T>>(writer).Value!;

    /// <summary>Leaves the gate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FiberWaiter<T> QueueReader(CancellationToken cancel)
    {
        if (_closed)
        {
            _gate.Exit();
            return FiberWaiter<T>.RentEnded(this, WaitOutcome.Closed, default);
        }

        FiberWaiter<T> waiter = FiberWaiter<T>.Rent(this);
        AddReader(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return waiter;
    }
}
