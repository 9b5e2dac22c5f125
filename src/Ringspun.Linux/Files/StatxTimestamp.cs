using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A file's time: struct statx_timestamp, 16 bytes (source: statx(2)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct StatxTimestamp
{
    /// <summary>Seconds since 1970, UTC (tv_sec).</summary>
    public long Seconds;

    /// <summary>Nanoseconds, 0 to 999,999,999 (tv_nsec).</summary>
    public uint Nanoseconds;

    /// <summary>The time, cut to 100 nanoseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The file's time is outside of the years 1 to 9999.</exception>
    public readonly DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / 100);
}
