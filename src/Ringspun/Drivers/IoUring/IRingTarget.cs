using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>Whoever waits for completions of the ring. It only notes results and makes fibers ready; it never runs one.</summary>
internal interface IRingTarget
{
    /// <summary>One completion. Without <see cref="CompletionFlags.More"/> it is the request's last.</summary>
    void OnCompletion(in CompletionEntry completion);
}
