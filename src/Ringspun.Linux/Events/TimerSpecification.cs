using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A timer's setting: struct itimerspec, 32 bytes (source: timerfd_settime(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TimerSpecification
{
    /// <summary>The period after the first expiry; zero for a single expiry (it_interval).</summary>
    public TimeSpecification Interval;

    /// <summary>The first expiry; zero disarms the timer (it_value).</summary>
    public TimeSpecification Value;
}
