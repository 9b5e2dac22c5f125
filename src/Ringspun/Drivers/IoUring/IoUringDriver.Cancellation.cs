using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Cancelling requests.</content>
public sealed partial class IoUringDriver
{
    /// <summary>Asks the kernel to end a request. The request's own completion tells how that went; that of this one nobody wants.</summary>
    internal void RequestCancel(ulong userData)
    {
        ref SubmissionEntry entry = ref NextEntry();
        entry.PrepareCancel(userData);
        entry.UserData = RingTargets.Nobody;
    }

    /// <summary>
    /// Ends everything that is under way, and waits for it. One by one, the latest first: the kernel's own "cancel all" looks at all that it has
    /// cancelled already for each one more, and took minutes for a hundred thousand.
    /// </summary>
    private void CancelAll()
    {
        for (int attempt = 0; attempt < 1000 && _targets.Count > 0; attempt++)
        {
            for (int slot = _targets.Used - 1; slot > 0; slot--)
            {
                if (_targets.TryGetUserData(slot, out ulong userData))
                {
                    PrepareLastCancel(userData);
                }
            }

            ReapLast();
        }
    }

    private void PrepareLastCancel(ulong userData)
    {
        ref SubmissionEntry entry = ref _ring.TryGetEntry(out bool available);
        if (!available)
        {
            ReapLast();
            entry = ref _ring.TryGetEntry(out available);
        }

        if (available)
        {
            entry.PrepareCancel(userData);
            entry.UserData = RingTargets.Nobody;
        }
    }

    /// <summary>
    /// Hands over what is prepared and waits, a millisecond at most, for two completions of each: its own and that of the request it ends. A kernel that
    /// is asked for none does little of what is due, and what it has not done stands in the way of its next look-up.
    /// </summary>
    private void ReapLast()
    {
        _ = _ring.SubmitAndWait(Math.Max(1, 2 * (uint)_ring.PendingSubmissions), 1_000_000);
        int count;
        while ((count = _ring.ReadCompletions(_reaped)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                Dispatch(_reaped[i]);
            }
        }
    }
}
