using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A compiler-made state machine on the heap, from its first suspension on.</summary>
internal class FiberBox<TMachine> : FiberFrame
    where TMachine : IAsyncStateMachine
{
    internal TMachine? Machine;

    internal static FiberBox<TMachine> Rent() => FrameCache<FiberBox<TMachine>>.TryTake() ?? new FiberBox<TMachine>();

    internal sealed override FiberFrame? Call => this;

    internal sealed override string? MethodName => MachineName<TMachine>.Value;

    protected internal override void Resume() => Machine!.MoveNext();

    internal override void Recycle()
    {
        Machine = default;
        Slot = Recycled;
        FrameCache<FiberBox<TMachine>>.Put(this);
    }
}
