namespace Ringspun.Linux.IoUring;

/// <summary>
/// Finds the best mode that the kernel takes. Kept apart from the system call, so that older kernels can be played in tests.
/// </summary>
internal static class RingSetup
{
    private const RingSetupFlags Always = RingSetupFlags.CompletionQueueSize | RingSetupFlags.Clamp;

    /// <summary>1 + 2 + 4 + … + 32 ms: the kernel releases a closed ring's memory within a few of them.</summary>
    private const int MemoryRetries = 6;

    /// <summary>From the newest kernel to the oldest; a step that the options reduce to its predecessor is skipped.</summary>
    private static readonly RingSetupFlags[] Ladder =
    [
        // 6.6
        RingSetupFlags.SubmitAll | RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun | RingSetupFlags.TaskRunFlag |
            RingSetupFlags.NoSubmissionArray,
        // 6.1
        RingSetupFlags.SubmitAll | RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun | RingSetupFlags.TaskRunFlag,
        // 6.0
        RingSetupFlags.SubmitAll | RingSetupFlags.SingleIssuer | RingSetupFlags.CooperativeTaskRun | RingSetupFlags.TaskRunFlag,
        // 5.19
        RingSetupFlags.SubmitAll | RingSetupFlags.CooperativeTaskRun | RingSetupFlags.TaskRunFlag,
        // 5.18
        RingSetupFlags.SubmitAll,
        // 5.11
        RingSetupFlags.None,
    ];

    /// <summary>The signature of io_uring_setup(2): a descriptor or <c>-errno</c>.</summary>
    internal delegate int SetupCall(uint entries, ref RingParameters parameters);

    /// <summary>Returns the new ring's descriptor with what the kernel answered, or <c>-errno</c>.</summary>
    internal static int Negotiate(RingOptions options, SetupCall setup, Action<TimeSpan> pause, out RingParameters parameters)
    {
        parameters = default;
        int result = -(int)Errno.EINVAL;
        RingSetupFlags? tried = null;
        foreach (RingSetupFlags step in Ladder)
        {
            RingSetupFlags flags = step & options.AllowedFlags;
            if (flags == tried)
            {
                continue;
            }

            tried = flags;
            result = SetupWithMemoryRetry(options, flags, setup, pause, out parameters);
            if (result != -(int)Errno.EINVAL)
            {
                return result;
            }
        }

        return result;
    }

    private static int SetupWithMemoryRetry(
        RingOptions options, RingSetupFlags flags, SetupCall setup, Action<TimeSpan> pause, out RingParameters parameters)
    {
        for (int attempt = 0; ; attempt++)
        {
            parameters = new RingParameters { Flags = flags | Always, CompletionEntries = options.CompletionEntries };
            int result = setup(options.SubmissionEntries, ref parameters);
            if (result != -(int)Errno.ENOMEM || attempt == MemoryRetries)
            {
                return result;
            }

            pause(TimeSpan.FromMilliseconds(1 << attempt));
        }
    }
}
