namespace Ringspun;

/// <summary>The timer behind <see cref="Fiber.Sleep"/>, kept by its loop for the next sleeper.</summary>
internal sealed class SleepTimer : TimerEntry
{
    private readonly EventLoop _loop;
    private CancellationToken _cancel;
    private CancellationTokenRegistration _registration;
    private int _generation;

    private SleepTimer(EventLoop loop) => _loop = loop;

    internal FiberFrame? Sleeper { get; set; }

    internal bool IsOver { get; private set; }

    internal static SleepTimer Start(EventLoop loop, TimeSpan duration, CancellationToken cancel)
    {
        SleepTimer timer = loop.IdleSleepTimers.TryPop(out SleepTimer? idle) ? idle : new SleepTimer(loop);
        timer.IsOver = false;
        timer._cancel = cancel;

        // The clock is read afresh: the time of the turn may be old, and a sleep must never be short.
        long ticks = Math.Clamp(duration.Ticks, 0, TimeSpan.FromDays(24).Ticks);
        loop.Timers.Arm(timer, loop.ReadClock() + (ticks * TimeSpan.NanosecondsPerTick));
        if (cancel.CanBeCanceled)
        {
            timer._registration = cancel.UnsafeRegister(static state => ((SleepTimer)state!).RequestCancel(), timer);
        }

        return timer;
    }

    protected internal override void OnExpired()
    {
        IsOver = true;
        if (Sleeper is { } sleeper)
        {
            Sleeper = null;
            _loop.Ready(sleeper);
        }
    }

    internal void End()
    {
        CheckLoop();
        CancellationToken cancel = _cancel;
        bool slept = IsOver && !cancel.IsCancellationRequested;
        if (cancel.CanBeCanceled)
        {
            _registration.Dispose();
            _registration = default;
            _cancel = default;
        }

        _generation++;
        if (_loop.IdleSleepTimers.Count < 1024)
        {
            _loop.IdleSleepTimers.Push(this);
        }

        if (!slept)
        {
            cancel.ThrowIfCancellationRequested();
        }
    }

    internal void CheckLoop()
    {
        if (!ReferenceEquals(EventLoop.Current, _loop))
        {
            throw new InvalidOperationException("sleep: awaited on another event loop than it was begun on.");
        }
    }

    private void RequestCancel()
    {
        int generation = _generation;
        _loop.MakeReady(new CallbackFrame(() => Cancel(generation)));
    }

    private void Cancel(int generation)
    {
        if (generation == _generation && IsArmed)
        {
            _loop.Timers.Disarm(this);
            OnExpired();
        }
    }
}
