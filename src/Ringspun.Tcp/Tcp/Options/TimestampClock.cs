namespace Ringspun.Tcp.Options;

/// <summary>The clock of the timestamp option: a tick a millisecond, from an offset of each connection's own (RFC 7323 section 5.4).</summary>
internal static class TimestampClock
{
    /// <summary>A tick in nanoseconds.</summary>
    public const long Tick = 1_000_000;

    public static uint Now(long now, uint offset) => (uint)(now / Tick) + offset;

    /// <summary>What has passed since a tick of ours, in nanoseconds; negative when it is of the future.</summary>
    public static long Since(uint echo, long now, uint offset) => (int)(Now(now, offset) - echo) * Tick;
}
