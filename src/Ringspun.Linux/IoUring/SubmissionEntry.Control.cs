namespace Ringspun.Linux.IoUring;

/// <content>Readiness, time, cancellation and messages between rings.</content>
public partial struct SubmissionEntry
{
    /// <summary><c>IORING_POLL_ADD_MULTI</c>, which poll carries in its length.</summary>
    private const uint PollMultishot = 1 << 0;

    /// <summary>Does nothing and completes with 0.</summary>
    public void PrepareNop()
    {
        Operation = RingOperation.Nop;
        Descriptor = -1;
    }

    /// <summary>Waits once for <paramref name="events"/> (POLLIN, …) as poll(2) does. The result is the events that came.</summary>
    public void PreparePollAdd(int descriptor, uint events)
    {
        Operation = RingOperation.PollAdd;
        Descriptor = descriptor;
        OperationFlags = PollMask(events);
    }

    /// <summary>
    /// Reports <paramref name="events"/> whenever they come, edge-triggered, while <see cref="CompletionFlags.More"/> is set.
    /// </summary>
    public void PreparePollAddMultishot(int descriptor, uint events)
    {
        PreparePollAdd(descriptor, events);
        Length = PollMultishot;
    }

    /// <summary>Removes the poll request with that user data; the result is 0, -ENOENT or -EALREADY.</summary>
    public void PreparePollRemove(ulong pollUserData)
    {
        Operation = RingOperation.PollRemove;
        Descriptor = -1;
        Address = pollUserData;
    }

    /// <summary>
    /// Cancels by user data. The result is 0 (with <see cref="CancelFlags.All"/> a count), -ENOENT when nothing matched, or -EALREADY when
    /// it can no longer be stopped. The cancelled request completes on its own, usually with -ECANCELED.
    /// </summary>
    public void PrepareCancel(ulong userData, CancelFlags cancelFlags = CancelFlags.None)
    {
        Operation = RingOperation.AsyncCancel;
        Descriptor = -1;
        Address = userData;
        OperationFlags = (uint)cancelFlags;
    }

    /// <summary>Cancels every request on a descriptor; the result is their number, 0 if there was none. Linux 5.19.</summary>
    public void PrepareCancelDescriptor(int descriptor, CancelFlags cancelFlags = CancelFlags.All)
    {
        Operation = RingOperation.AsyncCancel;
        Descriptor = descriptor;
        OperationFlags = (uint)(cancelFlags | CancelFlags.Descriptor);
    }

    /// <summary>Cancels every request of the ring; the result is their number. Linux 5.19.</summary>
    public void PrepareCancelAll()
    {
        Operation = RingOperation.AsyncCancel;
        Descriptor = -1;
        OperationFlags = (uint)(CancelFlags.Any | CancelFlags.All);
    }

    /// <summary>
    /// Completes with -ETIME when the time at <paramref name="timespec"/> (a <see cref="KernelTimespec"/>) has passed, or with 0 after
    /// <paramref name="completions"/> other completions if that is not 0.
    /// </summary>
    public void PrepareTimeout(nint timespec, uint completions = 0, TimeoutFlags timeoutFlags = TimeoutFlags.None)
    {
        Prepare(RingOperation.Timeout, -1, timespec, 1, completions);
        OperationFlags = (uint)timeoutFlags;
    }

    /// <summary>Removes the timeout with that user data, which then completes with -ECANCELED.</summary>
    public void PrepareTimeoutRemove(ulong timeoutUserData)
    {
        Operation = RingOperation.TimeoutRemove;
        Descriptor = -1;
        Address = timeoutUserData;
    }

    /// <summary>
    /// Limits the entry before it, which carries <see cref="SubmissionFlags.Link"/>, to the time at <paramref name="timespec"/>.
    /// </summary>
    public void PrepareLinkTimeout(nint timespec, TimeoutFlags timeoutFlags = TimeoutFlags.None)
    {
        Prepare(RingOperation.LinkTimeout, -1, timespec, 1, 0);
        OperationFlags = (uint)timeoutFlags;
    }

    /// <summary>
    /// Posts a completion to another ring: its <see cref="CompletionEntry.Result"/> is <paramref name="result"/> and its user data
    /// <paramref name="targetUserData"/>. Here it completes with 0. Linux 5.18.
    /// </summary>
    public void PrepareMessageRing(int ringDescriptor, int result, ulong targetUserData)
    {
        Operation = RingOperation.MessageRing;
        Descriptor = ringDescriptor;
        Length = (uint)result;
        Offset = targetUserData;
    }

    // The kernel wants the two halves of the mask swapped on big-endian machines.
    private static uint PollMask(uint events) => BitConverter.IsLittleEndian ? events : (events << 16) | (events >> 16);
}
