using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Lets many readers in at once, or one writer.</summary>
/// <remarks>
/// Fair: first come, first served, so that readers who come after a waiting writer wait behind it, and no side starves the other. Not
/// recursive, and a reader cannot become a writer. For fibers of any loops, and for other asynchronous code.
/// </remarks>
public sealed class FiberReaderWriterLock : IWaitOwner
{
    // The state is the number of readers, and these. While fibers wait it only changes under the gate.
    private const int Writer = 1 << 29;
    private const int Awaited = 1 << 30;

    private int _state;
    private SpinGate _gate;
    private WaitQueue _waiting;

    /// <summary>How many read now.</summary>
    public int Readers => Volatile.Read(ref _state) & ~(Writer | Awaited);

    /// <summary>Whether somebody writes now.</summary>
    public bool IsWriteHeld => (Volatile.Read(ref _state) & Writer) != 0;

    /// <summary>Enters as a reader, after all who came before.</summary>
    /// <param name="cancel">Cuts the wait; a lock that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once; then call <see cref="ReleaseRead"/>.</returns>
    public FiberWait EnterRead(CancellationToken cancel = default) => Enter(isWriter: false, cancel);

    /// <summary>Enters as the writer, after all who came before.</summary>
    /// <param name="cancel">Cuts the wait; a lock that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once; then call <see cref="ReleaseWrite"/>.</returns>
    public FiberWait EnterWrite(CancellationToken cancel = default) => Enter(isWriter: true, cancel);

    /// <summary>Enters as a reader until the guard is disposed of: <c>using (await gate.LockRead()) { … }</c>.</summary>
    /// <param name="cancel">Cuts the wait; a lock that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    public FiberWait<FiberLockGuard> LockRead(CancellationToken cancel = default) => Lock(isWriter: false, cancel);

    /// <summary>Enters as the writer until the guard is disposed of: <c>using (await gate.LockWrite()) { … }</c>.</summary>
    /// <param name="cancel">Cuts the wait; a lock that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once.</returns>
    public FiberWait<FiberLockGuard> LockWrite(CancellationToken cancel = default) => Lock(isWriter: true, cancel);

    /// <summary>Enters as a reader if that needs no waiting.</summary>
    /// <returns>Whether it has entered.</returns>
    public bool TryEnterRead() => TryEnter(isWriter: false);

    /// <summary>Enters as the writer if that needs no waiting.</summary>
    /// <returns>Whether it has entered.</returns>
    public bool TryEnterWrite() => TryEnter(isWriter: true);

    /// <summary>Leaves as a reader. Any thread.</summary>
    /// <exception cref="SynchronizationLockException">Nobody reads.</exception>
    public void ReleaseRead()
    {
        int state = Volatile.Read(ref _state);
        while ((state & (Writer | Awaited)) == 0 && state > 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state - 1, state);
            if (seen == state)
            {
                return;
            }

            state = seen;
        }

        ReleaseSlow(isWriter: false);
    }

    /// <summary>Leaves as the writer. Any thread.</summary>
    /// <exception cref="SynchronizationLockException">Nobody writes.</exception>
    public void ReleaseWrite()
    {
        if (Interlocked.CompareExchange(ref _state, 0, Writer) != Writer)
        {
            ReleaseSlow(isWriter: true);
        }
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => waiter.IsWriter ? "write lock" : "read lock";

    void IWaitOwner.Cancel(FiberWaiter waiter)
    {
        WaiterChain admitted = default;
        _gate.Enter();
        bool leaves = waiter.IsQueued;
        if (leaves)
        {
            // Readers may have waited behind this writer only.
            _waiting.Remove(waiter);
            Admit(ref admitted);
        }

        _gate.Exit();
        admitted.Complete(WaitOutcome.Granted);
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    private static bool Admits(int state, bool isWriter) => isWriter ? (state & ~Awaited) == 0 : (state & Writer) == 0;

    private static int After(int state, bool isWriter) => isWriter ? state | Writer : state + 1;

    private bool TryEnter(bool isWriter)
    {
        int state = Volatile.Read(ref _state);
        while ((state & Awaited) == 0 && Admits(state, isWriter))
        {
            int seen = Interlocked.CompareExchange(ref _state, After(state, isWriter), state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    private FiberWait Enter(bool isWriter, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait(FiberWaiter.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        if (TryEnter(isWriter))
        {
            return default;
        }

        FiberWaiter waiter = FiberWaiter.Rent(this);
        if (EnterOrQueue(waiter, isWriter))
        {
            waiter.Release();
            return default;
        }

        waiter.CancelBy(cancel);
        return new FiberWait(waiter);
    }

    private FiberWait<FiberLockGuard> Lock(bool isWriter, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait<FiberLockGuard>(FiberWaiter<FiberLockGuard>.RentEnded(this, WaitOutcome.Canceled, cancel));
        }

        FiberLockGuard guard = new(this, isWriter);
        if (TryEnter(isWriter))
        {
            return new FiberWait<FiberLockGuard>(guard);
        }

        FiberWaiter<FiberLockGuard> waiter = FiberWaiter<FiberLockGuard>.Rent(this);
        waiter.Value = guard;
        if (EnterOrQueue(waiter, isWriter))
        {
            waiter.Release();
            return new FiberWait<FiberLockGuard>(guard);
        }

        waiter.CancelBy(cancel);
        return new FiberWait<FiberLockGuard>(waiter);
    }

    /// <summary>True: it could enter after all; false: it is queued.</summary>
    private bool EnterOrQueue(FiberWaiter waiter, bool isWriter)
    {
        _gate.Enter();
        while (true)
        {
            if (TryEnter(isWriter))
            {
                _gate.Exit();
                return true;
            }

            int state = Volatile.Read(ref _state);
            bool mustWait = (state & Awaited) != 0 ||
                (!Admits(state, isWriter) && Interlocked.CompareExchange(ref _state, state | Awaited, state) == state);
            if (mustWait)
            {
                waiter.IsWriter = isWriter;
                _waiting.Add(waiter);
                _gate.Exit();
                return false;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReleaseSlow(bool isWriter)
    {
        WaiterChain admitted = default;
        _gate.Enter();
        bool held;
        while (true)
        {
            int state = Volatile.Read(ref _state);
            int readers = state & ~(Writer | Awaited);
            held = isWriter ? (state & Writer) != 0 : readers > 0;
            int after = isWriter ? state & ~Writer : state - 1;
            if (!held || Interlocked.CompareExchange(ref _state, after, state) == state)
            {
                break;
            }
        }

        if (held)
        {
            Admit(ref admitted);
        }

        _gate.Exit();
        admitted.Complete(WaitOutcome.Granted);
        if (!held)
        {
            FiberMutex.ThrowNotHeld();
        }
    }

    /// <summary>Lets in from the head of the queue who can be in now. Under the gate.</summary>
    private void Admit(ref WaiterChain admitted)
    {
        int state = Volatile.Read(ref _state);
        if ((state & Awaited) == 0)
        {
            return;
        }

        while (_waiting.First is { } first && Admits(state, first.IsWriter))
        {
            _waiting.Remove(first);
            state = After(state, first.IsWriter);
            admitted.Add(first);
        }

        Volatile.Write(ref _state, _waiting.IsEmpty ? state & ~Awaited : state);
    }
}
