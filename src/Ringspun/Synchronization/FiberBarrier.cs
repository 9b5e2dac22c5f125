namespace Ringspun;

/// <summary>A place where a number of fibers wait for each other, again and again.</summary>
/// <remarks>For fibers of any loops, and for other asynchronous code. It suspends fibers, never threads.</remarks>
public sealed class FiberBarrier : IWaitOwner
{
    private SpinGate _gate;
    private WaitQueue _waiting;
    private int _participants;
    private int _arrived;
    private long _phase;

    /// <summary>Makes a barrier.</summary>
    /// <param name="participants">How many wait for each other, at least 1.</param>
    public FiberBarrier(int participants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        _participants = participants;
    }

    /// <summary>How many wait for each other.</summary>
    public int Participants => Volatile.Read(ref _participants);

    /// <summary>How often all have arrived so far.</summary>
    public long Phase => Volatile.Read(ref _phase);

    /// <summary>Arrives, and waits for the others. The last one need not wait.</summary>
    /// <param name="cancel">Cuts the wait: this participant has then not arrived, and the others go on waiting for it.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    public FiberWait SignalAndWait(CancellationToken cancel = default)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        WaiterChain all = default;
        _gate.Enter();
        if (_arrived + 1 >= _participants)
        {
            EndPhase(ref all);
            _gate.Exit();
            all.Complete(WaitOutcome.Granted);
            return default;
        }

        _arrived++;
        FiberWaiter waiter = FiberWaiter.Rent(this);
        _waiting.Add(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return new FiberWait(waiter);
    }

    /// <summary>From now on one more is waited for. Any thread.</summary>
    public void AddParticipant()
    {
        _gate.Enter();
        _participants++;
        _gate.Exit();
    }

    /// <summary>From now on one fewer is waited for; if all others have arrived, they go on. Any thread.</summary>
    /// <exception cref="InvalidOperationException">There is none left, or those that are left have all arrived and wait.</exception>
    public void RemoveParticipant()
    {
        WaiterChain all = default;
        _gate.Enter();
        bool possible = _participants > _arrived;
        if (possible)
        {
            _participants--;
            if (_arrived > 0 && _arrived == _participants)
            {
                EndPhase(ref all);
            }
        }

        _gate.Exit();
        all.Complete(WaitOutcome.Granted);
        if (!possible)
        {
            throw new InvalidOperationException("The barrier has no participant that could leave: all that are left wait in it.");
        }
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "barrier";

    void IWaitOwner.Cancel(FiberWaiter waiter)
    {
        _gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            _waiting.Remove(waiter);
            _arrived--;
        }

        _gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    private void EndPhase(ref WaiterChain all)
    {
        _phase++;
        _arrived = 0;
        while (_waiting.TryTake(out FiberWaiter? waiter))
        {
            all.Add(waiter);
        }
    }
}
