namespace Ringspun;

/// <summary>One fiber that waits for another to end: knows which loop to wake it on. Without a waiter, a marker, which is never run.</summary>
internal sealed class JoinFrame : FiberFrame
{
    private readonly EventLoop? _loop;
    private FiberFrame? _waiter;

    internal JoinFrame(EventLoop? loop) => _loop = loop;

    public override FiberInfo? Info => _waiter?.Info;

    internal override string Description => _waiter?.Description ?? base.Description;

    /// <param name="waiter">Who waits.</param>
    /// <param name="loop">The loop of the calling thread, which is the waiter's; null where it has none.</param>
    internal static JoinFrame Rent(FiberFrame waiter, EventLoop? loop)
    {
        JoinFrame join = loop?.IdleJoins.TryTake() ?? new JoinFrame(loop);
        join._waiter = waiter;
        return join;
    }

    /// <param name="here">The loop of the calling thread, if it has one.</param>
    internal void Wake(EventLoop? here)
    {
        Next = null;
        if (_loop is { } loop)
        {
            if (ReferenceEquals(loop, here))
            {
                FiberFrame waiter = _waiter!;
                Recycle();
                loop.Ready(waiter);
            }
            else
            {
                loop.MakeReady(this);
            }
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
        _loop?.IdleJoins.Put(this);
    }
}
