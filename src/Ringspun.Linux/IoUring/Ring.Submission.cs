using System.Runtime.CompilerServices;

namespace Ringspun.Linux.IoUring;

/// <content>The submission side.</content>
public sealed unsafe partial class Ring
{
    /// <summary>The size of the kernel's signal set, which io_uring_enter(2) is told even without a mask.</summary>
    private const nuint SignalSetSize = 8;

    /// <summary>How many entries are prepared and not yet taken by the kernel.</summary>
    public int PendingSubmissions => (int)(_prepared - _consumed);

    /// <summary>
    /// The next free entry, zeroed, in the queue itself. It counts as prepared from now on: fill it before the next submission.
    /// </summary>
    /// <param name="available">False if the queue is full; submit and ask again. The reference is null then: do not touch it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SubmissionEntry TryGetEntry(out bool available)
    {
        uint position = _prepared;
        if (position - _consumed >= _submissionCount)
        {
            available = false;
            return ref Unsafe.NullRef<SubmissionEntry>();
        }

        SubmissionEntry* entry = _submissionEntries + (position & _submissionMask);
        *entry = default;
        _prepared = position + 1;
        available = true;
        return ref *entry;
    }

    /// <summary>
    /// Submits what is prepared, without waiting; see io_uring_enter(2).
    /// </summary>
    /// <returns>
    /// The number of entries taken, which are fewer than prepared if the kernel ran out of memory or, without
    /// <see cref="RingSetupFlags.SubmitAll"/>, after a bad entry; or -EAGAIN or -EBUSY (reap completions, then try again), -EINTR, -EEXIST
    /// (not the ring's thread). Entries not taken stay prepared.
    /// </returns>
    public int Submit()
    {
        uint count = Publish();
        return count == 0 ? 0 : Entered(IoUringNative.Enter(_enterDescriptor, count, 0, _enterFlags, null, SignalSetSize));
    }

    /// <summary>
    /// Submits what is prepared, runs the kernel's deferred work, and waits for completions, all in one io_uring_enter(2).
    /// </summary>
    /// <param name="minimumComplete">How many unread completions to wait for.</param>
    /// <param name="timeoutNanoseconds">How long at most; negative is without limit, 0 does not wait but still runs deferred work.</param>
    /// <returns>
    /// The number of entries taken, if any were; else 0, or -ETIME (the time has passed), -EINTR (a signal), -EAGAIN or -EBUSY (reap
    /// completions first). A taken entry hides -ETIME, so look at the completions whatever the result.
    /// </returns>
    public int SubmitAndWait(uint minimumComplete, long timeoutNanoseconds)
    {
        uint count = Publish();
        uint flags = _enterFlags | IoUringNative.EnterGetEvents;
        if (timeoutNanoseconds <= 0 || minimumComplete == 0)
        {
            uint wanted = timeoutNanoseconds == 0 ? 0 : minimumComplete;
            return Entered(IoUringNative.Enter(_enterDescriptor, count, wanted, flags, null, SignalSetSize));
        }

        KernelTimespec timeout = KernelTimespec.FromNanoseconds(timeoutNanoseconds);
        GetEventsArgument argument = default;
        argument.SignalMaskSize = (uint)SignalSetSize;
        argument.Timeout = (ulong)&timeout;
        flags |= IoUringNative.EnterExtendedArgument;
        return Entered(IoUringNative.Enter(_enterDescriptor, count, minimumComplete, flags, &argument, (nuint)sizeof(GetEventsArgument)));
    }

    private uint Publish()
    {
        // Release: the kernel must see the entries before it sees the tail that covers them.
        Volatile.Write(ref *_submissionTail, _prepared);
        return _prepared - _consumed;
    }

    private int Entered(int result)
    {
        // Even a failed call may have consumed entries, so the head is asked rather than the result.
        _consumed = Volatile.Read(ref *_submissionHead);
        return result;
    }
}
