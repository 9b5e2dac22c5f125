using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Awaits an <see cref="ISystemCall"/>: what <see cref="Fiber.Call{TCall}(TCall)"/> returns. Await it at once and once.</summary>
/// <typeparam name="TCall">The call.</typeparam>
public readonly struct SystemCallOperation<TCall> : ICriticalNotifyCompletion, ISystemCallAwaiter
    where TCall : struct, ISystemCall
{
    private readonly TCall _call;

    internal SystemCallOperation(TCall call) => _call = call;

    /// <summary>Always false: the call decides when its fiber goes on.</summary>
    public bool IsCompleted => false;

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public SystemCallOperation<TCall> GetAwaiter() => this;

    /// <summary>For the compiler.</summary>
    public void GetResult()
    {
    }

    string? IFiberAwaiter.Operation => CallName<TCall>.Value;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Suspend(FiberFrame frame) => _call.Start(EventLoop.Required, frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void ISystemCallAwaiter.Suspend(FiberFrame frame, EventLoop? loop) => _call.Start(loop ?? EventLoop.Required, frame);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
