using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A time or duration: struct timespec and __kernel_timespec, 16 bytes (source: timespec(3)).</summary>
/// <param name="seconds">Seconds.</param>
/// <param name="nanoseconds">0 to 999,999,999.</param>
[StructLayout(LayoutKind.Sequential)]
public struct TimeSpecification(long seconds, long nanoseconds)
{
    /// <summary>Seconds (tv_sec).</summary>
    public long Seconds = seconds;

    /// <summary>Nanoseconds, 0 to 999,999,999 (tv_nsec).</summary>
    public long Nanoseconds = nanoseconds;

    /// <summary>A duration.</summary>
    /// <param name="nanoseconds">The duration in nanoseconds, not negative.</param>
    public static TimeSpecification FromNanoseconds(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return new TimeSpecification(seconds, rest);
    }
}
