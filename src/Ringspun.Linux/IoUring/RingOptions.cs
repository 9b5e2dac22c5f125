namespace Ringspun.Linux.IoUring;

/// <summary>The sizes of a <see cref="Ring"/> and what it may ask of the kernel.</summary>
public sealed record RingOptions
{
    /// <summary>The submission queue's entries, rounded up to a power of two and clamped by the kernel.</summary>
    public uint SubmissionEntries { get; init; } = 256;

    /// <summary>
    /// The completion queue's entries. Multishot requests complete many times, so it is larger than the submission queue. What does
    /// not fit is kept by the kernel, at the price of an allocation each.
    /// </summary>
    public uint CompletionEntries { get; init; } = 4096;

    /// <summary>
    /// The optional modes that may be used; the best that the kernel takes is chosen. <see cref="RingSetupFlags.None"/> behaves as
    /// Linux 5.11 does.
    /// </summary>
    public RingSetupFlags AllowedFlags { get; init; } =
        RingSetupFlags.SubmitAll | RingSetupFlags.CooperativeTaskRun | RingSetupFlags.TaskRunFlag |
        RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun | RingSetupFlags.NoSubmissionArray;
}
