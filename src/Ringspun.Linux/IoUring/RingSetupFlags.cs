namespace Ringspun.Linux.IoUring;

/// <summary>The <c>IORING_SETUP_*</c> flags of io_uring_setup(2).</summary>
[Flags]
public enum RingSetupFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,
    /// <summary><c>IORING_SETUP_IOPOLL</c>: busy-wait for block devices.</summary>
    IoPoll = 1 << 0,
    /// <summary><c>IORING_SETUP_SQPOLL</c>: a kernel thread reads the submission queue.</summary>
    SubmissionPoll = 1 << 1,
    /// <summary><c>IORING_SETUP_SQ_AFF</c>: pins that thread.</summary>
    SubmissionAffinity = 1 << 2,
    /// <summary><c>IORING_SETUP_CQSIZE</c>: the caller sizes the completion queue. Linux 5.5.</summary>
    CompletionQueueSize = 1 << 3,
    /// <summary><c>IORING_SETUP_CLAMP</c>: sizes beyond the limit are clamped instead of refused. Linux 5.6.</summary>
    Clamp = 1 << 4,
    /// <summary><c>IORING_SETUP_ATTACH_WQ</c>: shares another ring's worker threads. Linux 5.6.</summary>
    AttachWorkQueue = 1 << 5,
    /// <summary><c>IORING_SETUP_R_DISABLED</c>: starts disabled. Linux 5.10.</summary>
    Disabled = 1 << 6,
    /// <summary><c>IORING_SETUP_SUBMIT_ALL</c>: a bad entry does not stop the submission of those after it. Linux 5.18.</summary>
    SubmitAll = 1 << 7,
    /// <summary><c>IORING_SETUP_COOP_TASKRUN</c>: completions do not interrupt the thread. Linux 5.19.</summary>
    CooperativeTaskRun = 1 << 8,
    /// <summary>
    /// <c>IORING_SETUP_TASKRUN_FLAG</c>: the ring shows that such work waits (<see cref="Ring.NeedsTaskRun"/>). Linux 5.19.
    /// </summary>
    TaskRunFlag = 1 << 9,
    /// <summary><c>IORING_SETUP_SQE128</c>: submission entries of 128 bytes; not used here.</summary>
    LargeSubmissionEntry = 1 << 10,
    /// <summary><c>IORING_SETUP_CQE32</c>: completion entries of 32 bytes; not used here.</summary>
    LargeCompletionEntry = 1 << 11,
    /// <summary><c>IORING_SETUP_SINGLE_ISSUER</c>: only the thread that made the ring submits. Linux 6.0.</summary>
    SingleIssuer = 1 << 12,
    /// <summary><c>IORING_SETUP_DEFER_TASKRUN</c>: completions are worked off only when that thread asks for events. Linux 6.1.</summary>
    DeferTaskRun = 1 << 13,
    /// <summary><c>IORING_SETUP_NO_MMAP</c>: the caller brings the memory; not used here. Linux 6.5.</summary>
    NoMemoryMap = 1 << 14,
    /// <summary><c>IORING_SETUP_REGISTERED_FD_ONLY</c>: no descriptor but a registered one; not used here. Linux 6.5.</summary>
    RegisteredDescriptorOnly = 1 << 15,
    /// <summary><c>IORING_SETUP_NO_SQARRAY</c>: no indirection between the queue and its entries. Linux 6.6.</summary>
    NoSubmissionArray = 1 << 16,
}
