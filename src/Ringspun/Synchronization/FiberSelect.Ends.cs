namespace Ringspun;

/// <content>The ways in which a wait ends other than by a case: time and cancellation.</content>
public sealed partial class FiberSelect : IWaitOwner
{
    private readonly SelectTimer _timer;
    private EventLoop? _timerLoop;

    string IWaitOwner.NameOf(FiberWaiter waiter) => "select";

    void IWaitOwner.Cancel(FiberWaiter waiter)
    {
        // Not the wait that is current: a callback may come so late that another one is under way.
        if (waiter.TryClaim())
        {
            waiter.Complete(WaitOutcome.Canceled);
        }
    }

    private void StartTimer(EventLoop loop, TimeSpan timeout)
    {
        _timerLoop = loop;
        long ticks = Math.Clamp(timeout.Ticks, 0, TimeSpan.FromDays(24).Ticks);
        loop.Timers.Arm(_timer, loop.ReadClock() + (ticks * TimeSpan.NanosecondsPerTick));
    }

    private void StopTimer()
    {
        if (_timerLoop is { } loop)
        {
            _timerLoop = null;
            loop.Timers.Disarm(_timer);
        }
    }

    private sealed class SelectTimer(FiberSelect select) : TimerEntry
    {
        protected internal override void OnExpired()
        {
            if (select.TryClaim())
            {
                select.CompleteWait(None);
            }
        }
    }

    /// <summary>The wait itself: one for all cases, used again and again.</summary>
    private sealed class SelectWaiter : FiberWaiter<int>
    {
        private readonly FiberSelect _select;
        private int _claimed;

        internal SelectWaiter(FiberSelect select)
        {
            _select = select;
            Owner = select;
        }

        /// <summary>False: it is in use, or a cancellation may still look at this object.</summary>
        internal bool IsIdle { get; private set; } = true;

        internal override bool TryClaim() => Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;

        internal void Begin()
        {
            IsIdle = false;
            Volatile.Write(ref _claimed, 0);
        }

        private protected override void OnEnded() => _select.OnEnded();

        private protected override void Recycle() => IsIdle = true;
    }
}
