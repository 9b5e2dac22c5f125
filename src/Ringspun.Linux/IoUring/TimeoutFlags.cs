namespace Ringspun.Linux.IoUring;

/// <summary>How a timeout reads its time: the <c>IORING_TIMEOUT_*</c> flags of io_uring_enter(2).</summary>
[Flags]
public enum TimeoutFlags : uint
{
    /// <summary>Relative, CLOCK_MONOTONIC.</summary>
    None = 0,
    /// <summary><c>IORING_TIMEOUT_ABS</c>: the time is absolute.</summary>
    Absolute = 1 << 0,
    /// <summary><c>IORING_TIMEOUT_BOOTTIME</c>: CLOCK_BOOTTIME. Linux 5.15.</summary>
    BootTime = 1 << 2,
    /// <summary><c>IORING_TIMEOUT_REALTIME</c>: CLOCK_REALTIME. Linux 5.15.</summary>
    RealTime = 1 << 3,
    /// <summary><c>IORING_TIMEOUT_ETIME_SUCCESS</c>: expiring does not break a chain of links. Linux 5.16.</summary>
    ExpiryIsSuccess = 1 << 5,
    /// <summary><c>IORING_TIMEOUT_MULTISHOT</c>: fires again and again. Linux 6.4.</summary>
    Multishot = 1 << 6,
}
