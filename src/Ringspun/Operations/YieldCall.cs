using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>The system call behind <see cref="Fiber.Yield"/>: the fiber goes to the end of its loop's run queue.</summary>
public readonly struct YieldCall : ISystemCall
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(EventLoop loop, FiberFrame fiber) => loop.Ready(fiber);
}
