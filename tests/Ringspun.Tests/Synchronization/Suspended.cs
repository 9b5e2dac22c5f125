using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Synchronization;

/// <summary>Awaits that a wait is over, without taking its result: an exception for each of a million fibers would hide what is tested.</summary>
internal readonly struct Suspended(FiberWait wait) : ICriticalNotifyCompletion, IFiberAwaiter
{
    public bool IsCompleted => wait.IsCompleted;

    public Suspended GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void Suspend(FiberFrame frame) => wait.Suspend(frame);

    public void OnCompleted(Action continuation) => wait.OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => wait.UnsafeOnCompleted(continuation);
}
