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
}
