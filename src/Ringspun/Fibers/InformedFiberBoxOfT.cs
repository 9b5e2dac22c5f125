using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Like <see cref="InformedFiberBox{TMachine}"/>, of a call that returns a value.</summary>
internal sealed class InformedFiberBox<TMachine, TResult> : FiberBox<TMachine, TResult>
    where TMachine : IAsyncStateMachine
{
    private FrameContext _context;

    public override FiberInfo? Info => _context.Info;

    internal static new InformedFiberBox<TMachine, TResult> Rent() =>
        FrameCache<InformedFiberBox<TMachine, TResult>>.TryTake() ?? new InformedFiberBox<TMachine, TResult>();

    internal override bool TryKeep(ExecutionContext? context, FiberInfo? info)
    {
        _context.Keep(context, info);
        return true;
    }

    protected internal override void Resume()
    {
        EventLoop? loop = _context.Enter();
        Machine!.MoveNext();

        // Nothing of the frame may be touched here: it may have ended and been recycled.
        FrameContext.Leave(loop);
    }

    internal override void Recycle()
    {
        Machine = default;
        Result = default;
        _context = default;
        Slot = Recycled;
        FrameCache<InformedFiberBox<TMachine, TResult>>.Put(this);
    }
}
