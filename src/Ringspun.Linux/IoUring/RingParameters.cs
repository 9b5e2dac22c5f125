using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>What io_uring_setup(2) is told and what it answers: <c>struct io_uring_params</c>, 120 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
public struct RingParameters
{
    /// <summary>Answer: the submission queue's entries.</summary>
    [FieldOffset(0)]
    public uint SubmissionEntries;

    /// <summary>The completion queue's entries: asked with <see cref="RingSetupFlags.CompletionQueueSize"/>, and answered.</summary>
    [FieldOffset(4)]
    public uint CompletionEntries;

    /// <summary>The mode of the ring.</summary>
    [FieldOffset(8)]
    public RingSetupFlags Flags;

    /// <summary>The processor of the submission-polling thread.</summary>
    [FieldOffset(12)]
    public uint SubmissionThreadProcessor;

    /// <summary>How long that thread stays awake without work, in milliseconds.</summary>
    [FieldOffset(16)]
    public uint SubmissionThreadIdle;

    /// <summary>Answer: what the kernel can do.</summary>
    [FieldOffset(20)]
    public RingFeatures Features;

    /// <summary>The ring whose workers are shared, with <see cref="RingSetupFlags.AttachWorkQueue"/>.</summary>
    [FieldOffset(24)]
    public uint WorkQueueDescriptor;

    /// <summary>Answer: the layout of the submission queue's mapping.</summary>
    [FieldOffset(40)]
    public SubmissionQueueOffsets SubmissionQueue;

    /// <summary>Answer: the layout of the completion queue's mapping.</summary>
    [FieldOffset(80)]
    public CompletionQueueOffsets CompletionQueue;
}
