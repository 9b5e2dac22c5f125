using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Awaits that a waiter is completed, however; who awaits looks at the outcome itself.</summary>
internal readonly struct WaiterCompletion(FiberWaiter waiter) : ICriticalNotifyCompletion, IFiberAwaiter
{
    string? IFiberAwaiter.Operation => waiter.Operation;

    public bool IsCompleted => waiter.IsCompleted;

    public WaiterCompletion GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void Suspend(FiberFrame frame) => waiter.Suspend(frame, waiter.Token);

    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
