using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Counted permits and the queue for them: what <see cref="FiberMutex"/> and <see cref="FiberSemaphore"/> are made of.</summary>
/// <remarks>A permit that comes back while fibers wait goes to the first of them and is never free in between: nobody overtakes.</remarks>
internal struct Permits(int free, int most)
{
    private int _free = free;
    private BiasedGate _gate;
    private WaitQueue _waiting;

    internal readonly int Free => Volatile.Read(in _free);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake()
    {
        _gate.Enter();
        bool taken = _free > 0;
        if (taken)
        {
            _free--;
        }

        _gate.Exit();
        return taken;
    }

    /// <summary>True: a permit was taken after all; false: the waiter is queued.</summary>
    internal bool TakeOrQueue(FiberWaiter waiter)
    {
        _gate.Enter();
        bool taken = _free > 0;
        if (taken)
        {
            _free--;
        }
        else
        {
            _waiting.Add(waiter);
        }

        _gate.Exit();
        return taken;
    }

    /// <summary>The wait of a fiber that found no permit free, or was cancelled before it came.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal FiberWait Wait(IWaitOwner owner, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(owner, WaitOutcome.Canceled, cancel));
        }

        FiberWaiter waiter = FiberWaiter.Rent(owner);
        if (TakeOrQueue(waiter))
        {
            waiter.Release();
            return default;
        }

        waiter.CancelBy(cancel);
        return new FiberWait(waiter);
    }

    /// <summary>Returns one permit. False: all are here already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReturn()
    {
        _gate.Enter();
        if (!_waiting.IsEmpty)
        {
            GrantFirst();
            return true;
        }

        bool possible = _free < most;
        if (possible)
        {
            _free++;
        }

        _gate.Exit();
        return possible;
    }

    internal void Cancel(FiberWaiter waiter)
    {
        _gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            _waiting.Remove(waiter);
        }

        _gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    /// <summary>Leaves the gate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrantFirst()
    {
        _waiting.TryTake(out FiberWaiter? waiter);
        _gate.Exit();
        waiter!.Complete(WaitOutcome.Granted);
    }
}
