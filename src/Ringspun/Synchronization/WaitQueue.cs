using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>
/// First in, first out, doubly linked through the waiters themselves: joining, leaving from the middle and being served take the same short
/// time in a queue of a million. Guarded by its owner's gate.
/// </summary>
internal struct WaitQueue
{
    private FiberWaiter? _head;
    private FiberWaiter? _tail;

    internal readonly bool IsEmpty => _head is null;

    /// <summary>Who is served next.</summary>
    internal readonly FiberWaiter? First => _head;

    internal void Add(FiberWaiter waiter)
    {
        Debug.Assert(!waiter.IsQueued, "a waiter waits in one queue");
        waiter.IsQueued = true;
        waiter.Previous = _tail;
        if (_tail is null)
        {
            _head = waiter;
        }
        else
        {
            _tail.Following = waiter;
        }

        _tail = waiter;
    }

    internal void Remove(FiberWaiter waiter)
    {
        Debug.Assert(waiter.IsQueued, "only who waits can leave");
        waiter.IsQueued = false;
        if (waiter.Previous is { } previous)
        {
            previous.Following = waiter.Following;
        }
        else
        {
            _head = waiter.Following;
        }

        if (waiter.Following is { } following)
        {
            following.Previous = waiter.Previous;
        }
        else
        {
            _tail = waiter.Previous;
        }

        waiter.Previous = null;
        waiter.Following = null;
    }

    internal bool TryTake([NotNullWhen(true)] out FiberWaiter? waiter)
    {
        waiter = _head;
        if (waiter is null)
        {
            return false;
        }

        Remove(waiter);
        return true;
    }

    /// <summary>Cuts a wait, unless it has left this queue already. Enters the gate itself.</summary>
    internal void Cancel(FiberWaiter waiter, ref SpinGate gate)
    {
        gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            Remove(waiter);
        }

        gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    /// <summary>Takes the first waiter that can still be granted something.</summary>
    internal bool TryClaim([NotNullWhen(true)] out FiberWaiter? waiter)
    {
        while (TryTake(out waiter))
        {
            if (waiter.TryClaim())
            {
                return true;
            }
        }

        return false;
    }
}
