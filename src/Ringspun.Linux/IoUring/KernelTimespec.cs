using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>A time or a span of it: <c>struct __kernel_timespec</c>, 16 bytes on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct KernelTimespec
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whole seconds.</summary>
    [FieldOffset(0)]
    public long Seconds;

    /// <summary>The rest, 0 to 999,999,999.</summary>
    [FieldOffset(8)]
    public long Nanoseconds;

    /// <summary>Splits a number of nanoseconds, which must not be negative.</summary>
    public static KernelTimespec FromNanoseconds(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, NanosecondsPerSecond);
        return new KernelTimespec { Seconds = seconds, Nanoseconds = rest };
    }
}
