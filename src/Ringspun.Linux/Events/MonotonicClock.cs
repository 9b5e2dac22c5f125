using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ringspun.Linux;

/// <summary>
/// The kernel's CLOCK_MONOTONIC: never set back, the time base of timerfd and of io_uring's absolute timeouts (source: clock_gettime(2)).
/// </summary>
public static class MonotonicClock
{
    /// <summary>The time now, in nanoseconds since some point before the start of the machine.</summary>
    /// <remarks>Stopwatch reads CLOCK_MONOTONIC on Linux, in nanoseconds, through the vDSO: no system call.</remarks>
    public static long Nanoseconds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Stopwatch.GetTimestamp();
    }
}
