using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Being waited for by somebody else.</content>
public sealed partial class IoUringDriver
{
    /// <inheritdoc/>
    /// <remarks>The ring's own descriptor, if the ring was made for it (<see cref="IoUringOptions.IsPollable"/>).</remarks>
    public int PollDescriptor => (_ring.Flags & RingSetupFlags.DeferTaskRun) == 0 ? _ring.Descriptor : -1;

    /// <inheritdoc/>
    public bool PrepareWait()
    {
        ReceiveBuffers.Publish();
        SubmitPrepared();
        return _early.Count == 0 && _ring is { ReadyCompletions: 0, PendingSubmissions: 0, NeedsTaskRun: false, CompletionOverflow: false };
    }
}
