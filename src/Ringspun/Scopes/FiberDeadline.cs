namespace Ringspun;

/// <summary>A token that is cancelled at a time of the loop's clock, or with another token; virtual where the loop's time is.</summary>
/// <remarks>
/// Belongs to the loop that it was made on; its token may be used anywhere. Dispose of it when the work is done.
/// <code>
/// using FiberDeadline deadline = FiberDeadline.After(TimeSpan.FromSeconds(5), cancel);
/// await connection.ReceiveAsync(buffer, deadline.CancellationToken);
/// </code>
/// </remarks>
public sealed class FiberDeadline : IDisposable
{
    private readonly EventLoop _loop;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _outside;
    private readonly DeadlineTimer _timer;
    private volatile bool _hasExpired;

    private FiberDeadline(EventLoop loop, long deadline, CancellationToken cancel)
    {
        _loop = loop;
        _timer = new DeadlineTimer(this);
        if (deadline <= loop.ReadClock())
        {
            Expire();
        }
        else if (deadline != long.MaxValue)
        {
            loop.Timers.Arm(_timer, deadline);
        }

        if (cancel.CanBeCanceled)
        {
            _outside = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        }
    }

    /// <summary>Cancelled when the time has come, or the token that the deadline was made with is cancelled.</summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <summary>Whether the time has come.</summary>
    public bool HasExpired => _hasExpired;

    /// <summary>A deadline some time from now.</summary>
    /// <param name="timeout">How long from now; zero or less has expired already, <see cref="Timeout.InfiniteTimeSpan"/> never does.</param>
    /// <param name="cancel">Cancels the token before its time.</param>
    /// <returns>The deadline; to be disposed of.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    public static FiberDeadline After(TimeSpan timeout, CancellationToken cancel = default)
    {
        EventLoop loop = EventLoop.Required;
        long now = loop.ReadClock();
        bool isBounded = timeout != Timeout.InfiniteTimeSpan && timeout.Ticks < (long.MaxValue - now) / TimeSpan.NanosecondsPerTick;
        return new FiberDeadline(loop, isBounded ? now + (Math.Max(0, timeout.Ticks) * TimeSpan.NanosecondsPerTick) : long.MaxValue, cancel);
    }

    /// <summary>A deadline at a time of the loop's clock.</summary>
    /// <param name="deadline">When, in nanoseconds of <see cref="EventLoop.Now"/>'s clock; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="cancel">Cancels the token before its time.</param>
    /// <returns>The deadline; to be disposed of.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on an event loop.</exception>
    public static FiberDeadline At(long deadline, CancellationToken cancel = default) => new(EventLoop.Required, deadline, cancel);

    /// <summary>Ends the deadline: its token is not cancelled any more. Any thread.</summary>
    public void Dispose()
    {
        _outside.Unregister();
        if (ReferenceEquals(EventLoop.Current, _loop))
        {
            _loop.Timers.Disarm(_timer);
        }
        else
        {
            DisarmThere();
        }
    }

    private void DisarmThere() => _loop.MakeReady(new CallbackFrame(() => _loop.Timers.Disarm(_timer)));

    private void Expire()
    {
        _hasExpired = true;
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            // Somebody's callback threw; the loop's other timers are not to blame.
            EventLoop.ReportUnjoined(exception);
        }
    }

    private sealed class DeadlineTimer(FiberDeadline deadline) : TimerEntry
    {
        protected internal override void OnExpired() => deadline.Expire();
    }
}
