namespace Ringspun;

/// <summary>
/// Frames that other threads made ready: a lock-free stack that any thread pushes to and the loop takes whole. Many posts
/// cost one wake-up.
/// </summary>
internal sealed class PostBox
{
    private FiberFrame? _top;
    private int _asleep;

    internal bool IsEmpty => Volatile.Read(ref _top) is null;

    /// <summary>Adds a frame. True: the loop sleeps and the caller must wake it (only one of many callers is told so).</summary>
    internal bool Push(FiberFrame frame)
    {
        FiberFrame? top = Volatile.Read(ref _top);
        while (true)
        {
            frame.Next = top;
            FiberFrame? seen = Interlocked.CompareExchange(ref _top, frame, top);
            if (ReferenceEquals(seen, top))
            {
                break;
            }

            top = seen;
        }

        return TakeSleeper();
    }

    /// <summary>True for the one caller that is to wake the loop.</summary>
    internal bool TakeSleeper() => Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0;

    /// <summary>The loop says that it is about to sleep. False: a frame has come meanwhile, do not.</summary>
    internal bool TryFallAsleep()
    {
        // A full fence between "asleep" and the look at the box pairs with the one in Push: either side sees the other.
        Interlocked.Exchange(ref _asleep, 1);
        if (IsEmpty)
        {
            return true;
        }

        Volatile.Write(ref _asleep, 0);
        return false;
    }

    internal void Awake() => Volatile.Write(ref _asleep, 0);

    /// <summary>Moves all frames to <paramref name="queue"/>, in the order in which they came.</summary>
    internal void TakeAll(ref FiberQueue queue)
    {
        if (Volatile.Read(ref _top) is null)
        {
            return;
        }

        FiberFrame? frame = Interlocked.Exchange(ref _top, null);
        FiberFrame? oldest = null;
        while (frame is not null)
        {
            FiberFrame? next = frame.Next;
            frame.Next = oldest;
            oldest = frame;
            frame = next;
        }

        while (oldest is not null)
        {
            FiberFrame? next = oldest.Next;
            queue.Enqueue(oldest);
            oldest = next;
        }
    }
}
