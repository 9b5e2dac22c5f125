namespace Ringspun;

/// <summary>A condition variable: fibers that hold a mutex wait for others to change what it guards.</summary>
/// <remarks>
/// Test in a loop, because another fiber may be in between the notification and the return: <c>while (!ready) await condition.Wait();</c>
/// First come, first notified. For fibers of any loops, and for other asynchronous code.
/// </remarks>
public sealed class FiberCondition : IWaitOwner
{
    private readonly FiberMutex _mutex;
    private SpinGate _gate;
    private WaitQueue _waiting;

    /// <summary>Makes a condition.</summary>
    /// <param name="mutex">Guards what the condition is about.</param>
    public FiberCondition(FiberMutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        _mutex = mutex;
    }

    /// <summary>Releases the mutex, waits for a notification, and enters the mutex again.</summary>
    /// <param name="cancel">Cuts the wait for the notification, not that for the mutex: its caller holds the mutex in any case.</param>
    /// <returns>The call.</returns>
    /// <exception cref="SynchronizationLockException">Nobody holds the mutex.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it was notified; the mutex is held.</exception>
    public async Fiber Wait(CancellationToken cancel = default)
    {
        if (!_mutex.IsHeld)
        {
            FiberMutex.ThrowNotHeld();
        }

        // Queued before the mutex is free: a notification by whoever comes next is for us.
        FiberWait notified = Queue(cancel);
        _mutex.Release();
        try
        {
            await notified;
        }
        finally
        {
            await _mutex.Enter(CancellationToken.None);
        }
    }

    /// <summary>Wakes the first that waits, if any does. Its turn comes when the mutex is free. Any thread.</summary>
    public void Notify()
    {
        _gate.Enter();
        _waiting.TryTake(out FiberWaiter? waiter);
        _gate.Exit();
        waiter?.Complete(WaitOutcome.Granted);
    }

    /// <summary>Wakes all that wait now. Any thread.</summary>
    public void NotifyAll()
    {
        WaiterChain notified = default;
        _gate.Enter();
        while (_waiting.TryTake(out FiberWaiter? waiter))
        {
            notified.Add(waiter);
        }

        _gate.Exit();
        notified.Complete(WaitOutcome.Granted);
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "condition";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _waiting.Cancel(waiter, ref _gate);

    private FiberWait Queue(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        FiberWaiter waiter = FiberWaiter.Rent(this);
        _gate.Enter();
        _waiting.Add(waiter);
        _gate.Exit();
        waiter.CancelBy(cancel);
        return new FiberWait(waiter);
    }
}
