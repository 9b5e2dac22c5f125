using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Awaits a <see cref="Fiber"/>. For the compiler.</summary>
public readonly struct FiberAwaiter : ICriticalNotifyCompletion, ISystemCallAwaiter
{
    private readonly object? _state;

    internal FiberAwaiter(object? state) => _state = state;

    /// <summary>Whether the result can be taken without waiting.</summary>
    /// <remarks>Also true where somebody else awaits the call or has done so: there is nothing to wait for, <see cref="GetResult"/> refuses.</remarks>
    public bool IsCompleted => FiberFrame.Of(_state) is not { } frame || FiberFrame.IsToBeAsked(Volatile.Read(ref frame.Slot));

    /// <summary>Ends the call: throws what it threw, and gives its frame back.</summary>
    public void GetResult()
    {
        if (_state is null)
        {
            return;
        }

        if (_state is FiberFailure failure)
        {
            failure.Throw();
        }

        var frame = Unsafe.As<FiberFrame>(_state);
        frame.ThrowIfFailed();
        frame.Recycle();
    }

    string? IFiberAwaiter.Operation => string.Empty;

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => Unsafe.As<FiberFrame>(_state!).AwaitBy(frame, EventLoop.Current);

    void ISystemCallAwaiter.Suspend(FiberFrame frame, EventLoop? loop) => Unsafe.As<FiberFrame>(_state!).AwaitBy(frame, loop);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
