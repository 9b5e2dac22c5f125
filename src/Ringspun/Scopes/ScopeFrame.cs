namespace Ringspun;

/// <summary>
/// In the slot of every fiber of a scope, in the place of one that waits for its end: the scope hears of each end, and a fiber pays
/// nothing for it, because all of them share this one.
/// </summary>
/// <param name="scope">The scope.</param>
/// <param name="recycles">Whether nobody has a handle to the fibers: then their frames are used again.</param>
internal sealed class ScopeFrame(FiberScope scope, bool recycles) : FiberFrame
{
    /// <summary>A fiber of the scope has ended. On the fiber's loop.</summary>
    internal void OnEnded(FiberFrame? frame, object? ending)
    {
        bool wasCancelled = frame?.RootInfo is { IsCancellationRequested: true };
        if (recycles)
        {
            frame?.Recycle();
        }

        scope.OnChildEnded(ending as FiberFailure, wasCancelled);
    }

    protected internal override void Resume() => throw new InvalidOperationException("A scope is never run.");
}
