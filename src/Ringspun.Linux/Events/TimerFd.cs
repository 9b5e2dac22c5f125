namespace Ringspun.Linux;

/// <summary>A timer on the monotonic clock that is a descriptor, in the kernel convention (source: timerfd_create(2)).</summary>
public static unsafe class TimerFd
{
    private const int MonotonicClockId = 1;
    private const int CloseOnExecAndNonBlock = 0x80000 | 0x800;
    private const int AbsoluteTime = 1;

    /// <summary>Makes a disarmed timer; closed on exec, reading never waits.</summary>
    /// <returns>The descriptor; or -EMFILE, -ENFILE, -ENOMEM.</returns>
    public static int Create() => LibC.Check(LibC.TimerFdCreate(MonotonicClockId, CloseOnExecAndNonBlock));

    /// <summary>Arms a timer for a point in time. A point in the past expires at once.</summary>
    /// <param name="descriptor">The timer.</param>
    /// <param name="dueNanoseconds">The time, on the clock of <see cref="MonotonicClock"/>.</param>
    /// <param name="intervalNanoseconds">The period of further expiries; 0 for none.</param>
    /// <returns>0; or -EBADF, -EINVAL.</returns>
    public static int Arm(int descriptor, long dueNanoseconds, long intervalNanoseconds = 0)
    {
        TimerSpecification timer = new()
        {
            // Zero would disarm it.
            Value = TimeSpecification.FromNanoseconds(Math.Max(1, dueNanoseconds)),
            Interval = TimeSpecification.FromNanoseconds(intervalNanoseconds),
        };
        return LibC.Check(LibC.TimerFdSetTime(descriptor, AbsoluteTime, &timer, null));
    }

    /// <summary>Disarms a timer.</summary>
    /// <param name="descriptor">The timer.</param>
    /// <returns>0; or -EBADF, -EINVAL.</returns>
    public static int Disarm(int descriptor)
    {
        TimerSpecification timer = default;
        return LibC.Check(LibC.TimerFdSetTime(descriptor, 0, &timer, null));
    }

    /// <summary>Takes the number of expiries since the last time.</summary>
    /// <param name="descriptor">The timer.</param>
    /// <returns>The number, 0 if there was none; or -EBADF.</returns>
    public static long Drain(int descriptor)
    {
        ulong expiries = 0;
        int result = Descriptors.Read(descriptor, (byte*)&expiries, sizeof(ulong));
        return result switch
        {
            sizeof(ulong) => (long)expiries,
            -(int)Errno.EAGAIN => 0,
            _ => result,
        };
    }
}
