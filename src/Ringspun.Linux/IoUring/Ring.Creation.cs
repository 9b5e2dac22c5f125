namespace Ringspun.Linux.IoUring;

/// <content>Creation: negotiation with the kernel and the mapping of the queues.</content>
public sealed unsafe partial class Ring
{
    private const long RingOffset = 0;
    private const long EntriesOffset = 0x1000_0000;

    private const RingFeatures Required = RingFeatures.SingleMemoryMap | RingFeatures.NoDrop | RingFeatures.ExtendedArgument;

    /// <summary>
    /// Creates a ring that belongs to the calling thread; see io_uring_setup(2).
    /// </summary>
    /// <param name="options">Sizes and allowed modes; the best mode that the kernel takes is used.</param>
    /// <param name="ring">The ring, if the result is 0.</param>
    /// <returns>
    /// 0; or -EPERM (forbidden by seccomp or kernel.io_uring_disabled), -ENOSYS (no io_uring, or one before Linux 5.11), -ENOMEM
    /// (RLIMIT_MEMLOCK, after short retries), -EMFILE, -ENFILE, -EINVAL (impossible sizes).
    /// <see cref="IoUringSupport.Explain(int)"/> says it in words.
    /// </returns>
    public static int TryCreate(RingOptions options, out Ring? ring)
    {
        ArgumentNullException.ThrowIfNull(options);
        ring = null;
        int descriptor = RingSetup.Negotiate(options, IoUringNative.Setup, Thread.Sleep, out RingParameters parameters);
        if (descriptor < 0)
        {
            return descriptor;
        }

        int result = (parameters.Features & Required) == Required
            ? MapQueues(descriptor, parameters, out ring)
            : -(int)Errno.ENOSYS;
        if (result < 0)
        {
            _ = LibC.Close(descriptor);
        }

        return result;
    }

    private static int MapQueues(int descriptor, in RingParameters parameters, out Ring? ring)
    {
        ring = null;

        // One mapping holds both queues, so it is as long as the longer of them needs.
        nuint completionEnd = parameters.CompletionQueue.Entries + ((nuint)parameters.CompletionEntries * (nuint)sizeof(CompletionEntry));
        nuint submissionEnd = (parameters.Flags & RingSetupFlags.NoSubmissionArray) == 0
            ? parameters.SubmissionQueue.Array + ((nuint)parameters.SubmissionEntries * sizeof(uint))
            : 0;
        nuint ringLength = nuint.Max(completionEnd, submissionEnd);
        int result = IoUringNative.MapRing(descriptor, ringLength, RingOffset, out byte* memory);
        if (result < 0)
        {
            return result;
        }

        nuint entriesLength = (nuint)parameters.SubmissionEntries * (nuint)sizeof(SubmissionEntry);
        result = IoUringNative.MapRing(descriptor, entriesLength, EntriesOffset, out byte* entries);
        if (result < 0)
        {
            _ = LibC.MemoryUnmap(memory, ringLength);
            return result;
        }

        ring = new Ring(descriptor, parameters, memory, ringLength, (SubmissionEntry*)entries, entriesLength);
        return 0;
    }
}
