namespace Ringspun;

/// <summary>
/// Stands in, for one suspension, for a plain frame that has got a context since it was made: so frames have room for a context only
/// when they begin with one, and yet may get one at any time.
/// </summary>
internal sealed class ContextFrame : FiberFrame
{
    private FiberFrame? _frame;
    private FrameContext _context;

    public override FiberInfo? Info => _context.Info;

    internal override FiberFrame? Call => _frame?.Call;

    internal override string? MethodName => _frame?.MethodName;

    internal static ContextFrame Rent(FiberFrame frame, ExecutionContext? context, FiberInfo? info)
    {
        ContextFrame standIn = FrameCache<ContextFrame>.TryTake() ?? new ContextFrame();
        standIn._frame = frame;
        standIn._context = new FrameContext(context, info);
        return standIn;
    }

    protected internal override void Resume()
    {
        FiberFrame frame = _frame!;
        EventLoop? loop = _context.Enter();
        Recycle();
        frame.Resume();
        FrameContext.Leave(loop);
    }

    internal override void Recycle()
    {
        _frame = null;
        _context = default;
        FrameCache<ContextFrame>.Put(this);
    }
}
