using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// Counted permits and the queue for them: what <see cref="FiberMutex"/> and <see cref="FiberSemaphore"/> are made of. One
/// interlocked operation takes a free permit, one returns it; the gate is only for those who have to wait.
/// </summary>
/// <remarks>A permit that comes back while fibers wait goes to the first of them and is never free in between: nobody overtakes.</remarks>
internal struct Permits(int free, int most)
{
    /// <summary>In <see cref="_state"/>: no permit is free, and fibers wait. Only changes under the gate.</summary>
    private const int Awaited = -1;

    private int _state = free;
    private SpinGate _gate;
    private WaitQueue _waiting;

    internal int Free => Math.Max(0, Volatile.Read(ref _state));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake()
    {
        int state = _state;
        while (state > 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state - 1, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    /// <summary>True: a permit was taken after all; false: the waiter is queued.</summary>
    internal bool TakeOrQueue(FiberWaiter waiter)
    {
        _gate.Enter();
        while (true)
        {
            if (TryTake())
            {
                _gate.Exit();
                return true;
            }

            if (Volatile.Read(ref _state) == Awaited || Interlocked.CompareExchange(ref _state, Awaited, 0) == 0)
            {
                _waiting.Add(waiter);
                _gate.Exit();
                return false;
            }
        }
    }

    /// <summary>Returns one permit. False: all are here already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReturn()
    {
        int state = _state;
        return (uint)state < (uint)most && Interlocked.CompareExchange(ref _state, state + 1, state) == state || TryReturnSlow();
    }

    internal void Cancel(FiberWaiter waiter)
    {
        _gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            _waiting.Remove(waiter);
            NoteIfEmpty();
        }

        _gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReturnSlow()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state == most)
            {
                return false;
            }

            if (state >= 0)
            {
                if (Interlocked.CompareExchange(ref _state, state + 1, state) == state)
                {
                    return true;
                }
            }
            else if (TryGrant())
            {
                return true;
            }
        }
    }

    /// <summary>False: who waited has left meanwhile.</summary>
    private bool TryGrant()
    {
        _gate.Enter();
        bool granted = _waiting.TryTake(out FiberWaiter? waiter);
        NoteIfEmpty();
        _gate.Exit();
        waiter?.Complete(WaitOutcome.Granted);
        return granted;
    }

    private void NoteIfEmpty()
    {
        if (_waiting.IsEmpty && _state == Awaited)
        {
            Volatile.Write(ref _state, 0);
        }
    }
}
