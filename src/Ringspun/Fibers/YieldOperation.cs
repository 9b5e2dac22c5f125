using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>What <see cref="Fiber.Yield"/> returns: the fiber goes to the end of its loop's run queue.</summary>
public readonly struct YieldOperation : ICriticalNotifyCompletion, IFiberAwaiter
{
    /// <summary>Always false: yielding always suspends.</summary>
    public bool IsCompleted => false;

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public YieldOperation GetAwaiter() => this;

    /// <summary>For the compiler.</summary>
    public void GetResult()
    {
    }

    string? IFiberAwaiter.Operation => "yield";

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => EventLoop.Required.Ready(frame);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => EventLoop.Required.Ready(new CallbackFrame(continuation));
}
