namespace Ringspun;

/// <summary>Hands items from fibers that write to fibers that read; each item goes to one reader, first come, first served.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <remarks>
/// Bounded: a writer waits while it is full. Unbounded: nobody waits to write, and nothing but the writers' good will bounds the memory.
/// Rendezvous: a writer waits until a reader has taken its item. For fibers of any loops, and for other asynchronous code. To wait for
/// several channels at once, use a <see cref="FiberSelect"/>.
/// </remarks>
public sealed partial class FiberChannel<T> : IWaitOwner, ISelectable
{
    private readonly long _number = SelectableNumbers.Next();
    private readonly int _capacity;
    private BiasedGate _gate;
    private ItemRing<T> _items;
    private WaitQueue _readers;
    private WaitQueue _writers;
    private Exception? _reason;
    private bool _closed;

    /// <summary>Makes a bounded channel.</summary>
    /// <param name="capacity">How many items it holds that nobody has read yet; 0 for a rendezvous.</param>
    public FiberChannel(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = capacity;
    }

    /// <summary>The most items that it holds; <see cref="int.MaxValue"/> when it is unbounded, 0 for a rendezvous.</summary>
    public int Capacity => _capacity;

    /// <summary>How many items it holds now.</summary>
    public int Count
    {
        get
        {
            _gate.Enter();
            int count = _items.Count;
            _gate.Exit();
            return count;
        }
    }

    /// <summary>Whether it has been closed; there may still be items to read.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    long ISelectable.Number => _number;

    /// <summary>Makes a channel that never makes a writer wait.</summary>
    /// <returns>The channel.</returns>
#pragma warning disable CA1000 // Beside the constructor is where one looks for it.
    public static FiberChannel<T> Unbounded() => new(int.MaxValue);

    /// <summary>Makes a channel without room: a writer waits until a reader has taken its item.</summary>
    /// <returns>The channel.</returns>
    public static FiberChannel<T> Rendezvous() => new(0);
#pragma warning restore CA1000

    /// <summary>
    /// Closes the channel: what it holds can still be read, then readers see the end; writers are refused at once, those that wait
    /// included. Any thread.
    /// </summary>
    /// <param name="reason">Why; null for the normal end. Readers at the end, and writers, see it as the inner exception.</param>
    /// <returns>False: it was closed already, and its reason stays.</returns>
    public bool Close(Exception? reason = null)
    {
        WaiterChain refused = default;
        _gate.Enter();
        bool first = !_closed;
        if (first)
        {
            _reason = reason;
            _closed = true;
            TakeAll(ref _readers, ref refused);
            TakeAll(ref _writers, ref refused);
        }

        _gate.Exit();
        refused.Complete(WaitOutcome.Closed);
        return first;
    }

    /// <summary>Every item until the channel is closed and empty: <c>await foreach (T item in channel.ReadAll(cancel))</c>.</summary>
    /// <param name="cancel">Cuts the wait for the next item.</param>
    /// <returns>What <c>await foreach</c> takes.</returns>
    public FiberChannelReads<T> ReadAll(CancellationToken cancel = default) => new(this, cancel);

    /// <summary>For the compiler: <c>await foreach (T item in channel)</c> reads every item until the channel is closed and empty.</summary>
    /// <returns>The enumerator.</returns>
    public FiberChannelEnumerator<T> GetAsyncEnumerator() => new(this, default);

    void ISelectable.EnterGate() => _gate.Enter();

    void ISelectable.ExitGate() => _gate.Exit();

    string IWaitOwner.NameOf(FiberWaiter waiter) => waiter.IsWriter ? "channel write" : "channel read";

    void IWaitOwner.Cancel(FiberWaiter waiter)
    {
        _gate.Enter();
        bool leaves = TryLeave(waiter);
        _gate.Exit();
        if (leaves)
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    Exception IWaitOwner.ClosedException() => ClosedException();

    /// <summary>Whether it was closed for a reason; to be asked once it is closed.</summary>
    internal bool HasReason => _reason is not null;

    internal FiberChannelClosedException ClosedException() =>
        _reason is null
            ? new FiberChannelClosedException("The channel is closed.")
            : new FiberChannelClosedException($"The channel was closed: {_reason.Message}", _reason);

    /// <summary>Unlinks a waiter if it is still queued. Under the gate.</summary>
    internal bool TryLeave(FiberWaiter waiter)
    {
        if (!waiter.IsQueued)
        {
            return false;
        }

        if (waiter.IsWriter)
        {
            _writers.Remove(waiter);
        }
        else
        {
            _readers.Remove(waiter);
        }

        return true;
    }

    private static void TakeAll(ref WaitQueue queue, ref WaiterChain taken)
    {
        while (queue.TryClaim(out FiberWaiter? waiter))
        {
            taken.Add(waiter);
        }
    }
}
