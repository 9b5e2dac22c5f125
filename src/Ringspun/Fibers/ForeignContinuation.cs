namespace Ringspun;

/// <summary>
/// Brings a frame that waits for something foreign (a Task, a ValueTask, any awaitable) back to its loop, whatever thread the
/// foreign thing completes on.
/// </summary>
internal sealed class ForeignContinuation
{
    private readonly FiberFrame _frame;
    private readonly EventLoop? _loop = EventLoop.Current;

    internal ForeignContinuation(FiberFrame frame)
    {
        _frame = frame;
        Action = Invoke;
        _loop?.OnForeignWait(1);
    }

    internal Action Action { get; }

    private void Invoke()
    {
        if (_loop is null)
        {
            ExecutionContext? caller = FrameContexts.Current;
            FrameContexts.Run(_frame);
            FrameContexts.Restore(caller);
        }
        else
        {
            // First the fiber, then the count: the loop must not see neither.
            _loop.MakeReady(_frame);
            _loop.OnForeignWait(-1);
        }
    }
}
