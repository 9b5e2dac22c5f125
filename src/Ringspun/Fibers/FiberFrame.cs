using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// The heap frame of one suspended asynchronous call: what run queues and wait queues hold. A fiber at rest is a chain of them.
/// </summary>
/// <remarks>
/// One intrusive link (<see cref="Next"/>) puts a frame into any queue without allocating; one slot holds, in turn, whoever waits for
/// the frame and then how it ended. Frames belong to their loop's thread.
/// </remarks>
public abstract class FiberFrame
{
    /// <summary>In <see cref="Slot"/>: the call has returned.</summary>
    internal static readonly object Completed = new();

    /// <summary>In <see cref="Slot"/>: a thread that may be joined from anywhere; the slot changes by compare-and-swap only.</summary>
    internal static readonly FiberFrame Joinable = new JoinFrame(null);

    /// <summary>
    /// In <see cref="Slot"/>: a call that nobody awaited yet when it went on on another loop; as with <see cref="Joinable"/>, the slot changes
    /// by compare-and-swap only.
    /// </summary>
    internal static readonly FiberFrame Moved = new JoinFrame(null);

    /// <summary>In <see cref="Slot"/>: nobody will ever ask; a failure is reported at once and the frame recycled.</summary>
    internal static readonly FiberFrame Detached = new JoinFrame(null);

    /// <summary>In <see cref="Slot"/>: the result was taken and the frame waits for its next use.</summary>
    internal static readonly object Recycled = new();

    internal FiberFrame? Next;

    /// <summary>
    /// null: running, nobody waits yet; a frame: resume it at the end (a chain by <see cref="Next"/> for joiners, the scope's frame last);
    /// <see cref="Completed"/> or a <see cref="FiberFailure"/>: the end; <see cref="Recycled"/>: nobody's.
    /// </summary>
    internal object? Slot;

    /// <summary>The identity of the fiber that the frame belongs to; null for a plain fiber's.</summary>
    public virtual FiberInfo? Info => null;

    /// <summary>The identity of the fiber whose root this frame is.</summary>
    internal virtual FiberInfo? RootInfo => null;

    /// <summary>Runs the frame until it suspends or ends. Called by its loop, never by user code.</summary>
    protected internal abstract void Resume();

    /// <summary>Gives the frame back for reuse. Called once nobody can refer to it any more.</summary>
    internal virtual void Recycle()
    {
    }

    /// <summary>The call whose frame this is or stands in for; null: it is none, but a callback or the like.</summary>
    internal virtual FiberFrame? Call => null;

    /// <summary>The method that the frame is of; null: of none.</summary>
    internal virtual string? MethodName => null;

    /// <summary>The frame's fiber goes on on another loop.</summary>
    internal virtual void OnMoved(EventLoop to)
    {
    }

    /// <summary>What a report calls the frame.</summary>
    internal virtual string Description => MethodName ?? GetType().Name;

    /// <summary>Keeps what the frame is to run in. False: it has no room for that.</summary>
    internal virtual bool TryKeep(ExecutionContext? context, FiberInfo? info) => false;

    /// <summary>The frame that this state of a call or of a handle refers to; null: there is none, the call has never suspended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FiberFrame? Of(object? state) => state is FiberFailure ? null : Unsafe.As<FiberFrame>(state);

    internal bool IsFinished => Slot is { } slot && (ReferenceEquals(slot, Completed) || slot is FiberFailure);

    internal void Complete() => Finish(Completed);

    internal void Fail(Exception exception) => Finish(new FiberFailure(exception));

    /// <summary>Ends with a failure that was asked for, and that is no news to anybody but the joiners.</summary>
    internal void FailQuietly(FiberFailure observed) => Finish(observed);

    /// <summary>Resumes <paramref name="waiter"/> at the end.</summary>
    /// <param name="waiter">The awaiting call's frame.</param>
    /// <param name="loop">The loop of the calling thread, if it has one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AwaitBy(FiberFrame waiter, EventLoop? loop)
    {
        if (Slot is null && loop is not null)
        {
            Slot = waiter;
        }
        else
        {
            AwaitFromElsewhere(waiter, loop);
        }
    }

    /// <summary>Throws what the call threw; returns when it has returned normally.</summary>
    internal void ThrowIfFailed()
    {
        if (!ReferenceEquals(Slot, Completed))
        {
            ThrowFailure(Slot);
        }
    }

    private static void ThrowFailure(object? slot)
    {
        if (slot is FiberFailure failure)
        {
            failure.Throw();
        }

        throw new InvalidOperationException("A Fiber is a call: it is awaited once, and only its awaiter may ask for the result.");
    }

    /// <summary>Without a loop, or when it has moved to another, the awaited call may end on another thread at this very moment.</summary>
    private void AwaitFromElsewhere(FiberFrame waiter, EventLoop? loop)
    {
        if (ReferenceEquals(Volatile.Read(ref Slot), Moved))
        {
            JoinFrame join = JoinFrame.Rent(waiter, loop);
            if (!TryJoin(join))
            {
                join.Wake(loop);
            }
        }
        else if (Interlocked.CompareExchange(ref Slot, waiter, null) is not null)
        {
            EventLoop.HandOver(waiter, loop);
        }
    }

    /// <summary>Whether a call with this in its slot has something for its awaiter: an end, or the news that it is not its to await.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsToBeAsked(object? slot) => slot is not null && !ReferenceEquals(slot, Moved);

    private protected static bool IsMarker(object frame) =>
        ReferenceEquals(frame, Detached) || ReferenceEquals(frame, Joinable) || ReferenceEquals(frame, Moved);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(object ending)
    {
        object? waiter = Slot ?? Interlocked.CompareExchange(ref Slot, ending, null);
        if (waiter is null)
        {
            return;
        }

        // The markers are join frames, too: two comparisons for what is no call's own waiter.
        if (waiter is JoinFrame or ScopeFrame)
        {
            FinishThread(waiter, ending);
        }
        else
        {
            Slot = ending;
            EventLoop.HandOver(Unsafe.As<FiberFrame>(waiter), EventLoop.Of(this));
        }
    }

    private void FinishThread(object waiter, object ending)
    {
        if (ReferenceEquals(waiter, Detached))
        {
            if (ending is FiberFailure { IsObserved: false } failure)
            {
                EventLoop.ReportUnjoined(failure.Observe());
            }

            Recycle();
            return;
        }

        // Only before the slot is taken: a joiner on another loop may then do with the frame what it likes.
        EventLoop? loop = EventLoop.Of(this);
        var joiner = Unsafe.As<FiberFrame?>(Interlocked.Exchange(ref Slot, ending));
        while (joiner is JoinFrame join && !IsMarker(join))
        {
            joiner = join.Next;
            join.Wake(loop);
        }

        (joiner as ScopeFrame)?.OnEnded(this, ending);
    }

    /// <summary>Adds a joiner to a joinable frame. False: it has ended already, read the outcome.</summary>
    internal bool TryJoin(JoinFrame join)
    {
        // Nearly always the first and only one.
        join.Next = Joinable;
        if (ReferenceEquals(Interlocked.CompareExchange(ref Slot, join, Joinable), Joinable))
        {
            return true;
        }

        while (true)
        {
            object? seen = Volatile.Read(ref Slot);
            if (seen is not FiberFrame first)
            {
                return false;
            }

            join.Next = first;
            if (ReferenceEquals(Interlocked.CompareExchange(ref Slot, join, seen), seen))
            {
                return true;
            }
        }
    }
}
