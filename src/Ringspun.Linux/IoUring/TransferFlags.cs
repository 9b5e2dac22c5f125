namespace Ringspun.Linux.IoUring;

/// <summary>Modifiers of sends and receives, carried in <see cref="SubmissionEntry.IoPriority"/>; see io_uring_enter(2).</summary>
[Flags]
public enum TransferFlags : ushort
{
    /// <summary>Try first, wait for readiness only if that fails.</summary>
    None = 0,
    /// <summary><c>IORING_RECVSEND_POLL_FIRST</c>: wait for readiness before the first try. Linux 5.19.</summary>
    PollFirst = 1 << 0,
    /// <summary><c>IORING_RECV_MULTISHOT</c>: receive again and again. Linux 6.0.</summary>
    Multishot = 1 << 1,
    /// <summary><c>IORING_RECVSEND_FIXED_BUF</c>: the memory is a registered buffer. Linux 6.0.</summary>
    FixedBuffer = 1 << 2,
    /// <summary><c>IORING_SEND_ZC_REPORT_USAGE</c>: the notification says whether the kernel copied. Linux 6.2.</summary>
    ReportUsage = 1 << 3,
    /// <summary><c>IORING_RECVSEND_BUNDLE</c>: several provided buffers in one completion. Linux 6.10.</summary>
    Bundle = 1 << 4,
}
