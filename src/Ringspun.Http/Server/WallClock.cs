using Ringspun.Http.Responses;

namespace Ringspun.Http;

/// <summary>The wall clock of one loop in whole seconds, read once a second rather than once a request.</summary>
internal sealed class WallClock(EventLoop loop, TimeProvider time)
{
    private readonly DateClock _dates = new();
    private long _seconds;
    private long _nextSecondAt = long.MinValue;

    /// <summary>Seconds since 1970.</summary>
    public long Seconds
    {
        get
        {
            if (loop.Now >= _nextSecondAt)
            {
                Read();
            }

            return _seconds;
        }
    }

    /// <summary>The present second as a Date field; valid until the next call.</summary>
    public ReadOnlySpan<byte> Date => _dates.At(Seconds);

    /// <summary>The wall clock read now; nanoseconds since 1970.</summary>
    public long ReadNanoseconds() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    // The loop's clock does not know when the wall clock was set: reading it every second bounds how long that goes unnoticed.
    private void Read()
    {
        const long second = 1_000_000_000;
        long now = ReadNanoseconds();
        _seconds = Math.DivRem(now, second, out long rest);
        _nextSecondAt = loop.Now + (second - rest);
    }
}
