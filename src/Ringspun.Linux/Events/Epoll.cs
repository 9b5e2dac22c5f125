namespace Ringspun.Linux;

/// <summary>
/// Readiness notification, in the kernel convention: 0 or more for success, a negative <see cref="Errno"/> for failure (source: epoll(7)).
/// </summary>
public static unsafe class Epoll
{
    /// <summary>Waits without end.</summary>
    public const long Infinite = -1;

    private const int CloseOnExec = 0x80000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    // Linux before 5.11, and sandboxes that do not know the call, have only milliseconds.
    private static volatile bool _hasNanoseconds = true;

    /// <summary>Makes an epoll instance that is closed on exec: epoll_create1(2).</summary>
    /// <returns>The descriptor; or -EMFILE, -ENFILE, -ENOMEM.</returns>
    public static int Create() => LibC.Check(LibC.EpollCreate1(CloseOnExec));

    /// <summary>Adds, changes or removes a descriptor: epoll_ctl(2).</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="operation">What to do.</param>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="events">What to watch for, with modes; not used by DEL.</param>
    /// <param name="data">Comes back with each event; not used by DEL.</param>
    /// <returns>
    /// 0; -EPERM for a regular file, which is always ready; -EEXIST, -ENOENT; -ENOSPC at the limit fs.epoll.max_user_watches; -ENOMEM.
    /// </returns>
    public static int Control(int epoll, EpollOperation operation, int descriptor, EpollEvents events = EpollEvents.None, ulong data = 0)
    {
        byte* change = stackalloc byte[16];
        EpollEventBuffer.Write(change, events, data);
        return LibC.Check(LibC.EpollControl(epoll, (int)operation, descriptor, change));
    }

    /// <summary>Waits for events: epoll_pwait2(2), or epoll_wait(2) with the time rounded up to milliseconds.</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="events">Where the events go.</param>
    /// <param name="timeoutNanoseconds">The longest wait; 0 to look only, <see cref="Infinite"/> for no end.</param>
    /// <returns>
    /// The number of events; 0 when the time is over, or when a signal ended the wait early: callers look at their clock again; -EBADF, …
    /// </returns>
    public static int Wait(int epoll, EpollEventBuffer events, long timeoutNanoseconds)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Wait(epoll, events, events.Capacity, timeoutNanoseconds);
    }

    /// <summary>Waits for some events; the others stay with the kernel, in their order.</summary>
    /// <param name="epoll">The epoll instance.</param>
    /// <param name="events">Where the events go.</param>
    /// <param name="maximum">How many events at most, 1 up to the buffer's capacity.</param>
    /// <param name="timeoutNanoseconds">The longest wait; 0 to look only, <see cref="Infinite"/> for no end.</param>
    /// <returns>As <see cref="Wait(int, EpollEventBuffer, long)"/>.</returns>
    public static int Wait(int epoll, EpollEventBuffer events, int maximum, long timeoutNanoseconds)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximum, events.Capacity);
        ObjectDisposedException.ThrowIf(events.Pointer is null, events);
        // Looking and endless waiting need no precise time, and the C library's call is the older and cheaper one.
        int result = timeoutNanoseconds > 0 && _hasNanoseconds
            ? WaitNanoseconds(epoll, events, maximum, timeoutNanoseconds)
            : WaitMilliseconds(epoll, events, maximum, timeoutNanoseconds);
        GC.KeepAlive(events);
        return result == -(int)Errno.EINTR ? 0 : result;
    }

    /// <summary>epoll_wait(2); -EINTR included.</summary>
    internal static int WaitMilliseconds(int epoll, EpollEventBuffer events, int maximum, long timeoutNanoseconds) =>
        LibC.Check(LibC.EpollWait(epoll, events.Pointer, maximum, ToMilliseconds(timeoutNanoseconds)));

    /// <summary>Nanoseconds as the milliseconds of epoll_wait(2): rounded up, so that a loop never wakes before its timer and spins.</summary>
    internal static int ToMilliseconds(long nanoseconds) => nanoseconds switch
    {
        < 0 => -1,
        > int.MaxValue * NanosecondsPerMillisecond => int.MaxValue,
        _ => (int)((nanoseconds + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond),
    };

    private static int WaitNanoseconds(int epoll, EpollEventBuffer events, int maximum, long timeoutNanoseconds)
    {
        var timeout = TimeSpecification.FromNanoseconds(timeoutNanoseconds);
        int result = (int)LibC.Check(LibC.SystemCall(
            SystemCallNumbers.EpollPWait2, epoll, (nint)events.Pointer, maximum, (nint)(&timeout), 0, 0));
        // A sandbox may answer EPERM where a kernel would say ENOSYS; epoll_pwait2 itself has neither.
        if (result is -(int)Errno.ENOSYS or -(int)Errno.EPERM)
        {
            _hasNanoseconds = false;
            result = WaitMilliseconds(epoll, events, maximum, timeoutNanoseconds);
        }

        return result;
    }
}
