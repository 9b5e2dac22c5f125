namespace Ringspun.Linux.IoUring;

/// <summary>What the kernel said it can do: the <c>IORING_FEAT_*</c> flags of io_uring_setup(2).</summary>
[Flags]
public enum RingFeatures : uint
{
    /// <summary>Nothing beyond Linux 5.1.</summary>
    None = 0,
    /// <summary><c>IORING_FEAT_SINGLE_MMAP</c>: one mapping holds both queues. Linux 5.4.</summary>
    SingleMemoryMap = 1 << 0,
    /// <summary><c>IORING_FEAT_NODROP</c>: completions beyond the queue are kept by the kernel. Linux 5.5.</summary>
    NoDrop = 1 << 1,
    /// <summary><c>IORING_FEAT_SUBMIT_STABLE</c>: what an entry points to may go once it is submitted. Linux 5.5.</summary>
    SubmitStable = 1 << 2,
    /// <summary><c>IORING_FEAT_RW_CUR_POS</c>: offset -1 is the file's own position. Linux 5.6.</summary>
    CurrentPosition = 1 << 3,
    /// <summary><c>IORING_FEAT_CUR_PERSONALITY</c>: requests use the submitter's credentials. Linux 5.6.</summary>
    CurrentPersonality = 1 << 4,
    /// <summary><c>IORING_FEAT_FAST_POLL</c>: sockets wait by internal poll, not on worker threads. Linux 5.7.</summary>
    FastPoll = 1 << 5,
    /// <summary><c>IORING_FEAT_POLL_32BITS</c>: 32 bits of poll events. Linux 5.9.</summary>
    Poll32Bits = 1 << 6,
    /// <summary><c>IORING_FEAT_SQPOLL_NONFIXED</c>: submission polling takes plain descriptors. Linux 5.11.</summary>
    SubmissionPollNonFixed = 1 << 7,
    /// <summary><c>IORING_FEAT_EXT_ARG</c>: io_uring_enter(2) takes a timeout. Linux 5.11.</summary>
    ExtendedArgument = 1 << 8,
    /// <summary><c>IORING_FEAT_NATIVE_WORKERS</c>: workers are threads of this process. Linux 5.12.</summary>
    NativeWorkers = 1 << 9,
    /// <summary><c>IORING_FEAT_RSRC_TAGS</c>: tagged resources. Linux 5.13.</summary>
    ResourceTags = 1 << 10,
    /// <summary><c>IORING_FEAT_CQE_SKIP</c>: <see cref="SubmissionFlags.SkipSuccess"/>. Linux 5.17.</summary>
    CompletionSkip = 1 << 11,
    /// <summary><c>IORING_FEAT_LINKED_FILE</c>: a linked entry sees the file its predecessor made. Linux 5.18.</summary>
    LinkedFile = 1 << 12,
    /// <summary><c>IORING_FEAT_REG_REG_RING</c>: io_uring_register(2) takes a registered ring. Linux 6.3.</summary>
    RegisterRegisteredRing = 1 << 13,
    /// <summary><c>IORING_FEAT_RECVSEND_BUNDLE</c>: several provided buffers in one completion. Linux 6.10.</summary>
    ReceiveSendBundle = 1 << 14,
    /// <summary><c>IORING_FEAT_MIN_TIMEOUT</c>: a minimum wait for batches. Linux 6.12.</summary>
    MinimumTimeout = 1 << 15,
}
