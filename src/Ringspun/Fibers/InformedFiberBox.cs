using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>The box of a call that first suspended in an execution context of its own, or in a fiber that has an identity.</summary>
internal sealed class InformedFiberBox<TMachine> : FiberBox<TMachine>
    where TMachine : IAsyncStateMachine
{
    private FrameContext _context;

    public override FiberInfo? Info => _context.Info;

    internal static new InformedFiberBox<TMachine> Rent() =>
        FrameCache<InformedFiberBox<TMachine>>.TryTake() ?? new InformedFiberBox<TMachine>();

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
        _context = default;
        Slot = Recycled;
        FrameCache<InformedFiberBox<TMachine>>.Put(this);
    }
}
