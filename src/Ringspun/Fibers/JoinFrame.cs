namespace Ringspun;

/// <summary>One fiber that waits for another to end: knows which loop to wake it on. Without a waiter, a marker, which is never run.</summary>
internal sealed class JoinFrame : FiberFrame
{
    private FiberFrame? _waiter;
    private EventLoop? _loop;

    public override FiberInfo? Info => _waiter?.Info;

    internal override string Description => _waiter?.Description ?? base.Description;

    internal static JoinFrame Rent(FiberFrame waiter, EventLoop? loop)
    {
        JoinFrame join = FrameCache<JoinFrame>.TryTake() ?? new JoinFrame();
        join._waiter = waiter;
        join._loop = loop;
        return join;
    }

    internal void Wake()
    {
        Next = null;
        if (_loop is { } loop)
        {
            loop.MakeReady(this);
        }
        else
        {
            ExecutionContext? caller = FrameContexts.Current;
            FrameContexts.Run(this);
            FrameContexts.Restore(caller);
        }
    }

    /// <summary>On the waiter's own loop, whose next joins reuse this.</summary>
    protected internal override void Resume()
    {
        FiberFrame waiter = _waiter!;
        Recycle();
        waiter.Resume();
    }

    internal override void Recycle()
    {
        _waiter = null;
        _loop = null;
        FrameCache<JoinFrame>.Put(this);
    }
}
