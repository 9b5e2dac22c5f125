using System.Threading.Tasks.Sources;

namespace Ringspun;

/// <summary>A <see cref="ValueTask"/>'s continuation in the place of a fiber's frame.</summary>
internal sealed class ValueTaskFrame : FiberFrame
{
    private readonly Action<object?> _continuation;
    private readonly object? _state;
    private readonly SynchronizationContext? _context;
    private FrameContext _frameContext;

    internal ValueTaskFrame(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        _continuation = continuation;
        _state = state;

        // The loop's own context is where a frame runs anyway.
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 &&
            SynchronizationContext.Current is { } context and not LoopSynchronizationContext)
        {
            _context = context;
        }

        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
        {
            _frameContext = new FrameContext(FrameContexts.ToKeep, EventLoop.Current?.CurrentFiber);
        }
    }

    public override FiberInfo? Info => _frameContext.Info;

    protected internal override void Resume()
    {
        EventLoop? loop = _frameContext.Enter();
        if (_context is null)
        {
            _continuation(_state);
        }
        else
        {
            _context.Post(static state =>
            {
                var frame = (ValueTaskFrame)state!;
                frame._continuation(frame._state);
            }, this);
        }

        FrameContext.Leave(loop);
    }
}
