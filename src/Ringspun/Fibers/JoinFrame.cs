namespace Ringspun;

/// <summary>One fiber that waits for another to end: knows which loop to wake it on.</summary>
internal sealed class JoinFrame(FiberFrame waiter, EventLoop? loop) : FiberFrame
{
    public override FiberInfo? Info => waiter.Info;

    internal void Wake()
    {
        if (loop is null)
        {
            ExecutionContext? caller = FrameContexts.Current;
            FrameContexts.Run(waiter);
            FrameContexts.Restore(caller);
        }
        else
        {
            loop.MakeReady(waiter);
        }
    }

    protected internal override void Resume() => waiter.Resume();
}
