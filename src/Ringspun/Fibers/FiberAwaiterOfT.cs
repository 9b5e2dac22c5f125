using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Awaits a <see cref="Fiber{TResult}"/>. For the compiler.</summary>
/// <typeparam name="TResult">What the call returns.</typeparam>
public readonly struct FiberAwaiter<TResult> : ICriticalNotifyCompletion, ISystemCallAwaiter
{
    private readonly object? _state;
    private readonly TResult? _result;

    internal FiberAwaiter(object? state, TResult? result)
    {
        _state = state;
        _result = result;
    }

    /// <summary>Whether the result can be taken without waiting.</summary>
    /// <remarks>Also true where somebody else awaits the call or has done so: there is nothing to wait for, <see cref="GetResult"/> refuses.</remarks>
    public bool IsCompleted => FiberFrame.Of(_state) is not { } frame || FiberFrame.IsToBeAsked(Volatile.Read(ref frame.Slot));

    /// <summary>Ends the call: returns its value or throws what it threw, and gives its frame back.</summary>
    /// <returns>The call's value.</returns>
    public TResult GetResult()
    {
        if (_state is null)
        {
            return _result!;
        }

        if (_state is FiberFailure failure)
        {
            failure.Throw();
        }

        var frame = Unsafe.As<FiberFrame<TResult>>(_state);
        frame.ThrowIfFailed();
        TResult result = frame.Result!;
        frame.Recycle();
        return result;
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
