namespace Ringspun.Linux;

/// <summary>
/// The CPU time of the calling thread, CLOCK_THREAD_CPUTIME_ID: it stands still while others have the processor (source: clock_gettime(2)).
/// </summary>
public static unsafe class ThreadCpuClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>The nanoseconds that this thread has run, in its own code and in the kernel's. Reading costs a system call.</summary>
    public static long Nanoseconds
    {
        get
        {
            TimeSpecification time = default;
            LinuxException.ThrowIfError(LibC.Check(LibC.ClockGetTime(ThreadCpuTime, &time)), "clock_gettime");
            return time.Nanoseconds + (time.Seconds * 1_000_000_000);
        }
    }
}
