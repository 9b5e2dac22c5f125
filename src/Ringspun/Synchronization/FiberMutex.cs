using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Lets one fiber in at a time. Suspends fibers, never threads; fair: first come, first served.</summary>
/// <remarks>
/// For fibers of any loops, and for other asynchronous code. It belongs to no thread: a fiber may hold it across awaits, and another may release
/// it. Not recursive: a fiber that enters twice waits for itself. Fibers of one loop need it only around awaits; between two awaits nobody
/// else runs there.
/// </remarks>
public sealed class FiberMutex : IWaitOwner
{
    private Permits _permits = new(1, 1);

    /// <summary>Whether somebody holds it now.</summary>
    public bool IsHeld => _permits.Free == 0;

    /// <summary>Enters, after all who came before.</summary>
    /// <param name="cancel">Cuts the wait; a mutex that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once; then call <see cref="Release"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FiberWait Enter(CancellationToken cancel = default) =>
        !cancel.IsCancellationRequested && _permits.TryTake() ? default : _permits.Wait(this, cancel);

    /// <summary>Enters, and leaves when the guard is disposed of: <c>using (await mutex.Lock()) { … }</c>.</summary>
    /// <param name="cancel">Cuts the wait; a mutex that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    public FiberWait<FiberLockGuard> Lock(CancellationToken cancel = default) =>
        !cancel.IsCancellationRequested && _permits.TryTake() ? new FiberWait<FiberLockGuard>(new FiberLockGuard(this)) : LockSlow(cancel);

    /// <summary>Enters if nobody is inside.</summary>
    /// <returns>Whether it has entered; then call <see cref="Release"/>.</returns>
    public bool TryEnter() => _permits.TryTake();

    /// <summary>Leaves: the mutex goes to the first that waits. Any thread.</summary>
    /// <exception cref="SynchronizationLockException">Nobody holds it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        if (!_permits.TryReturn())
        {
            ThrowNotHeld();
        }
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "mutex";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _permits.Cancel(waiter);

    internal static void ThrowNotHeld() => throw new SynchronizationLockException("The lock is not held: it was released once too often.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FiberWait<FiberLockGuard> LockSlow(CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait<FiberLockGuard>(FiberWaiter<FiberLockGuard>.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        FiberWaiter<FiberLockGuard> waiter = FiberWaiter<FiberLockGuard>.Rent(this);
        waiter.Value = new FiberLockGuard(this);
        if (_permits.TakeOrQueue(waiter))
        {
            waiter.Release();
            return new FiberWait<FiberLockGuard>(new FiberLockGuard(this));
        }

        waiter.CancelBy(cancel);
        return new FiberWait<FiberLockGuard>(waiter);
    }
}
