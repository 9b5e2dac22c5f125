using Ringspun.Linux;

namespace Ringspun;

/// <summary>When a wait ends. The clock is read only for waits that have an end.</summary>
internal readonly struct PortDeadline
{
    private readonly long _end;

    private PortDeadline(long first, long end)
    {
        First = first;
        _end = end;
    }

    /// <summary>The whole wait, in nanoseconds: 0 to look only, <see cref="Epoll.Infinite"/> for no end.</summary>
    internal long First { get; }

    /// <summary>The end of a wait that begins now.</summary>
    internal static PortDeadline In(TimeSpan timeout)
    {
        if (timeout == TimeSpan.Zero)
        {
            return default;
        }

        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return new PortDeadline(Epoll.Infinite, long.MaxValue);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        long now = MonotonicClock.Nanoseconds;
        long nanoseconds = (long)Math.Min(timeout.Ticks * (decimal)TimeSpan.NanosecondsPerTick, long.MaxValue - now);
        return new PortDeadline(nanoseconds, now + nanoseconds);
    }

    /// <summary>What is left of it now.</summary>
    internal long Left() => First <= 0 ? First : Math.Max(0, _end - MonotonicClock.Nanoseconds);
}
