using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// One wait at a primitive: a node of the primitive's queue, and where grant and suspension meet. Reused by its thread.
/// </summary>
/// <remarks>
/// Whoever unlinks a waiter from its queue (under the gate of the queue's owner) completes it, and so exactly one of grant, close and
/// cancellation does. Completion and suspension then meet in one slot, by an interlocked operation each: neither can miss the other, whatever
/// loops they run on.
/// </remarks>
internal class FiberWaiter
{
    private static readonly object Done = new();

    internal FiberWaiter? Previous;
    internal FiberWaiter? Following;
    internal bool IsQueued;

    /// <summary>For primitives with two kinds of waiters: which one.</summary>
    internal bool IsWriter;

    // null: running; a frame: it waits; Done: completed.
    private object? _continuation;
    private EventLoop? _loop;
    private CancellationToken _cancel;
    private CancellationTokenRegistration _registration;
    private WaitOutcome _outcome;

    internal IWaitOwner? Owner { get; private protected set; }

    /// <summary>What dumps call the wait.</summary>
    internal string? Operation => Owner?.NameOf(this);

    /// <summary>Which use of this object is under way: an awaitable that has been used up is found out.</summary>
    internal short Token { get; private set; }

    internal bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), Done);

    /// <summary>How it ended; to be asked once it is completed.</summary>
    internal WaitOutcome Outcome => _outcome;

    internal static FiberWaiter Rent(IWaitOwner? owner)
    {
        FiberWaiter waiter = WaiterCache<FiberWaiter>.TryTake() ?? new FiberWaiter();
        waiter.Owner = owner;
        return waiter;
    }

    /// <summary>A wait that ends at once, before it was ever queued.</summary>
    internal static FiberWaiter RentEnded(IWaitOwner? owner, WaitOutcome outcome, CancellationToken cancel)
    {
        FiberWaiter waiter = Rent(owner);
        waiter.EndAtOnce(outcome, cancel);
        return waiter;
    }

    /// <summary>Lets <paramref name="cancel"/> cut the wait. To be called by the waiting fiber, outside the gate, after queueing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CancelBy(CancellationToken cancel)
    {
        if (cancel.CanBeCanceled)
        {
            Register(cancel);
        }
    }

    /// <summary>Whether this waiter may be granted something: a waiter that waits in several queues can be granted only once.</summary>
    internal virtual bool TryClaim() => true;

    /// <summary>Ends the wait and makes its fiber ready. For the one who has unlinked it, outside the gate.</summary>
    internal virtual void Complete(WaitOutcome outcome)
    {
        _outcome = outcome;

        // From here on the object is its fiber's, which may reuse it at once, unless the fiber is suspended.
        if (Interlocked.Exchange(ref _continuation, Done) is FiberFrame frame)
        {
            Wake(frame);
        }
    }

    internal void Suspend(FiberFrame frame, short token)
    {
        if (token != Token)
        {
            throw NotOnce();
        }

        _loop = EventLoop.Current;
        object? seen = Interlocked.CompareExchange(ref _continuation, frame, null);
        if (ReferenceEquals(seen, Done))
        {
            EventLoop.HandOver(frame, _loop);
        }
        else if (seen is not null)
        {
            throw NotOnce();
        }
    }

    /// <summary>The fiber goes on: gives the object back, and throws unless the wait was granted.</summary>
    internal void End(short token)
    {
        if (token != Token || !IsCompleted)
        {
            throw NotOnce();
        }

        WaitOutcome outcome = _outcome;
        CancellationToken cancel = _cancel;
        IWaitOwner? owner = Owner;
        Release();
        if (outcome != WaitOutcome.Granted)
        {
            Throw(outcome, owner, cancel);
        }
    }

    /// <summary>The fiber takes nothing more from this object.</summary>
    internal void Release()
    {
        Token++;
        OnEnded();

        // A callback that has begun may still look at this object: then it is left to the collector.
        if (!_cancel.CanBeCanceled || _registration.Unregister())
        {
            _cancel = default;
            _registration = default;
            _continuation = null;
            _loop = null;
            IsWriter = false;
            Recycle();
        }
    }

    /// <summary>Gives the object back for reuse.</summary>
    private protected virtual void Recycle()
    {
        Owner = null;
        WaiterCache<FiberWaiter>.Put(this);
    }

    /// <summary>The fiber goes on; for waiters that stand in several queues.</summary>
    private protected virtual void OnEnded()
    {
    }

    private protected void EndAtOnce(WaitOutcome outcome, CancellationToken cancel)
    {
        _cancel = cancel;
        _outcome = outcome;
        _continuation = Done;
    }

    private static InvalidOperationException NotOnce() => new("A wait is awaited once, and by one fiber only.");

    private static void Throw(WaitOutcome outcome, IWaitOwner? owner, CancellationToken cancel)
    {
        if (outcome == WaitOutcome.Canceled)
        {
            throw new OperationCanceledException(cancel);
        }

        throw owner!.ClosedException();
    }

    private static void RunOutsideLoops(FiberFrame frame)
    {
        FrameContexts.Run(frame);
        FrameContexts.Leave();
    }

    private void Wake(FiberFrame frame)
    {
        if (_loop is { } loop)
        {
            loop.MakeReady(frame);
        }
        else
        {
            // Not right here: whoever releases a lock must not run what others do under it.
            ThreadPool.UnsafeQueueUserWorkItem(RunOutsideLoops, frame, preferLocal: false);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Register(CancellationToken cancel)
    {
        _cancel = cancel;
        _registration = cancel.UnsafeRegister(
            static state =>
            {
                var waiter = (FiberWaiter)state!;
                waiter.Owner!.Cancel(waiter);
            },
            this);
    }
}
