using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A compiler-made state machine on the heap, of a call that returns a value.</summary>
internal class FiberBox<TMachine, TResult> : FiberFrame<TResult>
    where TMachine : IAsyncStateMachine
{
    internal TMachine? Machine;

    internal static FiberBox<TMachine, TResult> Rent() =>
        FrameCache<FiberBox<TMachine, TResult>>.TryTake() ?? new FiberBox<TMachine, TResult>();

    internal sealed override FiberFrame? Call => this;

    internal sealed override string? MethodName => MachineName<TMachine>.Value;

    protected internal override void Resume() => Machine!.MoveNext();

    internal override void Recycle()
    {
        Machine = default;
        Result = default;
        Slot = Recycled;
        FrameCache<FiberBox<TMachine, TResult>>.Put(this);
    }
}
