using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A running fiber that returns a value: await the handle to join it. See <see cref="FiberHandle"/>.</summary>
/// <typeparam name="TResult">What the fiber returns.</typeparam>
public readonly struct FiberHandle<TResult> : ICriticalNotifyCompletion, ISystemCallAwaiter
{
    private readonly object? _state;
    private readonly TResult? _result;

    internal FiberHandle(object? state, TResult? result, EventLoop loop)
    {
        _state = state;
        _result = result;
        Loop = loop;
    }

    /// <summary>The loop that the fiber was started on.</summary>
    public EventLoop Loop { get; }

    /// <summary>Whether the fiber has ended.</summary>
    public bool IsCompleted => FiberFrame.Of(_state) is not { IsFinished: false };

    /// <summary>The fiber's name; null when it was given none.</summary>
    public string? Name => (_state as FiberFrame)?.RootInfo?.Name;

    /// <summary>The handle without its result.</summary>
    /// <param name="handle">The handle.</param>
    public static implicit operator FiberHandle(FiberHandle<TResult> handle) => handle.WithoutResult();

    /// <summary>The handle without its result.</summary>
    /// <returns>A handle of the same fiber.</returns>
    public FiberHandle WithoutResult() => new(_state, Loop);

    /// <inheritdoc cref="FiberHandle.Cancel"/>
    public void Cancel() => WithoutResult().Cancel();

    /// <inheritdoc cref="FiberHandle.Join"/>
    public async Fiber<TResult> Join(CancellationToken cancel)
    {
        await WithoutResult().WaitForEnd(cancel);
        return GetResult();
    }

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public FiberHandle<TResult> GetAwaiter() => this;

    /// <summary>What the fiber has returned. Throws what it threw.</summary>
    /// <returns>The fiber's value.</returns>
    /// <exception cref="InvalidOperationException">The fiber still runs.</exception>
    public TResult GetResult()
    {
        WithoutResult().GetResult();
        return _state is FiberFrame<TResult> frame ? frame.Result! : _result!;
    }

    string? IFiberAwaiter.Operation => "join";

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => FiberHandle.Suspend(_state, frame, EventLoop.Current);

    void ISystemCallAwaiter.Suspend(FiberFrame frame, EventLoop? loop) => FiberHandle.Suspend(_state, frame, loop);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
