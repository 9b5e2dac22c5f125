using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Awaits a change of what a transaction has read.</summary>
internal readonly struct RetryOperation(TransactionLog log) : ICriticalNotifyCompletion, IFiberAwaiter
{
    string? IFiberAwaiter.Operation => "transaction retry";

    public bool IsCompleted => log.IsWoken;

    public RetryOperation GetAwaiter() => this;

    public void GetResult() => log.EndWait();

    public void Suspend(FiberFrame frame) => log.Sleep(frame);

    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
