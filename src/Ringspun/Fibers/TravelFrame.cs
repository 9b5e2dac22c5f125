namespace Ringspun;

/// <summary>
/// A fiber on its way to another loop: runs once on the loop that it leaves, when all of the fiber is suspended, and once on the loop where it
/// goes on.
/// </summary>
internal sealed class TravelFrame : FiberFrame
{
    private FiberFrame? _frame;
    private EventLoop? _from;
    private EventLoop? _to;

    public override FiberInfo? Info => _frame?.Info;

    internal override string Description => _frame?.Description ?? base.Description;

    internal static TravelFrame Rent(FiberFrame frame, EventLoop from, EventLoop to)
    {
        TravelFrame travel = FrameCache<TravelFrame>.TryTake() ?? new TravelFrame();
        travel._frame = frame;
        travel._from = from;
        travel._to = to;
        return travel;
    }

    protected internal override void Resume()
    {
        FiberFrame frame = _frame!;
        if (_from is { } from)
        {
            _from = null;
            EventLoop to = _to!;
            frame.Info?.MoveTo(to);
            Release(frame, from, to);
            to.MakeReady(this);
        }
        else
        {
            Recycle();
            frame.Resume();
        }
    }

    internal override void Recycle()
    {
        _frame = null;
        _to = null;
        FrameCache<TravelFrame>.Put(this);
    }

    /// <summary>
    /// Makes a call end rightly on another loop than it began on. The calls that wait for it go along. Who does not is woken on the loop that
    /// it is on: plain callbacks, and whoever has started a call and not awaited it yet.
    /// </summary>
    private static void Release(FiberFrame frame, EventLoop from, EventLoop to)
    {
        FiberFrame? call = frame.Call;
        while (call is not null)
        {
            if (call.Slot is not FiberFrame waiter)
            {
                // On this loop only, so no compare-and-swap: nobody waits yet.
                call.Slot ??= Moved;
                return;
            }

            call.OnMoved(to);

            if (waiter is JoinFrame or ScopeFrame)
            {
                return;
            }

            if (waiter.Call is null)
            {
                JoinFrame join = JoinFrame.Rent(waiter, from);
                join.Next = Moved;
                call.Slot = join;
                return;
            }

            call = waiter.Call;
        }
    }
}
