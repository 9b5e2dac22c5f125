namespace Ringspun;

/// <summary>Something that fibers wait for until it has happened.</summary>
/// <remarks>For fibers of any loops, and for other asynchronous code. It suspends fibers, never threads; first come, first served.</remarks>
public sealed class FiberEvent : IWaitOwner
{
    private readonly FiberEventReset _reset;
    private SpinGate _gate;
    private WaitQueue _waiting;
    private bool _isSet;

    /// <summary>Makes an event.</summary>
    /// <param name="reset">Whether it stays set, or lets one fiber pass at a time.</param>
    /// <param name="isSet">Whether it is set at the beginning.</param>
    public FiberEvent(FiberEventReset reset = FiberEventReset.Manual, bool isSet = false)
    {
        _reset = reset;
        _isSet = isSet;
    }

    /// <summary>Whether it is set now.</summary>
    public bool IsSet => Volatile.Read(ref _isSet);

    /// <summary>Waits until the event is set.</summary>
    /// <param name="cancel">Cuts the wait.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    public FiberWait Wait(CancellationToken cancel = default)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        _gate.Enter();
        if (_isSet)
        {
            _isSet = _reset == FiberEventReset.Manual;
            _gate.Exit();
            return default;
        }

        FiberWaiter waiter = FiberWaiter.Rent(this);
        _waiting.Add(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return new FiberWait(waiter);
    }

    /// <summary>It has happened: lets everybody pass, or (<see cref="FiberEventReset.Auto"/>) the first. Any thread.</summary>
    public void Set()
    {
        WaiterChain passing = default;
        _gate.Enter();
        if (_reset == FiberEventReset.Auto)
        {
            if (_waiting.TryTake(out FiberWaiter? first))
            {
                passing.Add(first);
            }
            else
            {
                _isSet = true;
            }
        }
        else
        {
            _isSet = true;
            while (_waiting.TryTake(out FiberWaiter? waiter))
            {
                passing.Add(waiter);
            }
        }

        _gate.Exit();
        passing.Complete(WaitOutcome.Granted);
    }

    /// <summary>Makes those who come from now on wait. Any thread.</summary>
    public void Reset()
    {
        _gate.Enter();
        _isSet = false;
        _gate.Exit();
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "event";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _waiting.Cancel(waiter, ref _gate);
}
