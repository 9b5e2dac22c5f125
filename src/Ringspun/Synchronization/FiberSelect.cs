namespace Ringspun;

/// <summary>Waits for the first of several channel reads and writes, and does that one only.</summary>
/// <remarks>
/// Add the cases once, then wait as often as you like; no wait allocates. Among cases that are possible at once, each has its turn. One fiber
/// at a time may wait; the channels may be of any loops.
/// <code>
/// var select = new FiberSelect();
/// FiberReadCase&lt;Order&gt; order = select.Read(orders);
/// FiberReadCase&lt;int&gt; tick = select.Read(ticks);
/// while (true)
/// {
///     int chosen = await select.Wait(TimeSpan.FromSeconds(5));
///     if (chosen == order.Index) …
/// }
/// </code>
/// </remarks>
public sealed partial class FiberSelect
{
    /// <summary>What a wait returns when the time was over before any case could happen; what a try returns when no case can.</summary>
    public const int None = -1;

    private readonly List<FiberSelectCase> _cases = [];
    private SelectWaiter _waiter;
    private ISelectable[]? _channels;
    private int _turn;
    private bool _isWaiting;

    /// <summary>Makes a select without cases.</summary>
    public FiberSelect()
    {
        _waiter = new SelectWaiter(this);
        _timer = new SelectTimer(this);
    }

    /// <summary>Adds a case: an item can be read from a channel, or the channel is closed and empty.</summary>
    /// <typeparam name="T">The channel's items.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <returns>The case.</returns>
    public FiberReadCase<T> Read<T>(FiberChannel<T> channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Add(new FiberReadCase<T>(this, _cases.Count, channel));
    }

    /// <summary>Adds a case: the case's item can be written to a channel, or the channel is closed.</summary>
    /// <typeparam name="T">The channel's items.</typeparam>
    /// <param name="channel">The channel.</param>
    /// <param name="item">The first item to write.</param>
    /// <returns>The case.</returns>
    public FiberWriteCase<T> Write<T>(FiberChannel<T> channel, T? item = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Add(new FiberWriteCase<T>(this, _cases.Count, channel) { Item = item });
    }

    /// <summary>Does one of the cases if one is possible right now.</summary>
    /// <returns>The index of the case that has happened, or <see cref="None"/>.</returns>
    /// <exception cref="InvalidOperationException">A fiber waits in this select.</exception>
    public int TryWait()
    {
        CheckIdle();
        EnterGates();
        int chosen = TryNow(out FiberWaiter? other);
        ExitGates();
        other?.Complete(WaitOutcome.Granted);
        return chosen;
    }

    /// <summary>Waits until one of the cases has happened.</summary>
    /// <param name="cancel">Cuts the wait: no case has then happened.</param>
    /// <returns>An awaitable, to be awaited once: the index of the case.</returns>
    /// <exception cref="InvalidOperationException">A fiber waits in this select already.</exception>
    public FiberWait<int> Wait(CancellationToken cancel = default) => Wait(Timeout.InfiniteTimeSpan, cancel);

    /// <summary>Waits until one of the cases has happened, or a time has passed.</summary>
    /// <param name="timeout">How long, of the loop's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="cancel">Cuts the wait: no case has then happened.</param>
    /// <returns>An awaitable, to be awaited once: the index of the case, or <see cref="None"/> when the time was over first.</returns>
    /// <exception cref="InvalidOperationException">A fiber waits in this select already; or a timeout was given outside of an event loop.</exception>
    public FiberWait<int> Wait(TimeSpan timeout, CancellationToken cancel = default)
    {
        CheckIdle();
        EventLoop? timerLoop = timeout == Timeout.InfiniteTimeSpan ? null : EventLoop.Required;
        if (cancel.IsCancellationRequested)
        {
            return new FiberWait<int>(FiberWaiter<int>.RentEnded(null, WaitOutcome.Canceled, cancel));
        }

        EnterGates();
        int chosen = TryNow(out FiberWaiter? other);
        if (chosen != None || timeout == TimeSpan.Zero)
        {
            ExitGates();
            other?.Complete(WaitOutcome.Granted);
            return new FiberWait<int>(chosen);
        }

        _isWaiting = true;
        if (!_waiter.IsIdle)
        {
            _waiter = new SelectWaiter(this);
        }

        _waiter.Begin();
        foreach (FiberSelectCase selectCase in _cases)
        {
            if (selectCase.IsEnabled)
            {
                selectCase.Queue();
            }
        }

        ExitGates();
        if (timerLoop is not null)
        {
            StartTimer(timerLoop, timeout);
        }

        _waiter.CancelBy(cancel);
        return new FiberWait<int>(_waiter);
    }

    /// <summary>For the one that may serve this select.</summary>
    internal bool TryClaim() => _waiter.TryClaim();

    /// <summary>Ends the wait; for the one that has claimed it.</summary>
    internal void CompleteWait(int index)
    {
        _waiter.Value = index;
        _waiter.Complete(WaitOutcome.Granted);
    }

    /// <summary>The fiber goes on: leaves all queues, so that the select can be used again.</summary>
    internal void OnEnded()
    {
        StopTimer();
        foreach (FiberSelectCase selectCase in _cases)
        {
            selectCase.Leave();
        }

        _isWaiting = false;
    }

    private TCase Add<TCase>(TCase selectCase)
        where TCase : FiberSelectCase
    {
        CheckIdle();
        _cases.Add(selectCase);
        _channels = null;
        return selectCase;
    }

    private void CheckIdle()
    {
        if (_isWaiting)
        {
            throw new InvalidOperationException("A fiber waits in this select already: every fiber needs a select of its own.");
        }
    }

    /// <summary>Under all gates: does the first case that is possible, beginning with another one every time.</summary>
    private int TryNow(out FiberWaiter? other)
    {
        other = null;
        int count = _cases.Count;
        for (int i = 0; i < count; i++)
        {
            FiberSelectCase selectCase = _cases[(_turn + i) % count];
            if (selectCase.IsEnabled && selectCase.TryNow(out other))
            {
                _turn = selectCase.Index + 1;
                return selectCase.Index;
            }
        }

        return None;
    }

    private void EnterGates()
    {
        foreach (ISelectable channel in _channels ??= FindChannels())
        {
            channel.EnterGate();
        }
    }

    private void ExitGates()
    {
        foreach (ISelectable channel in _channels!)
        {
            channel.ExitGate();
        }
    }

    private ISelectable[] FindChannels() => [.. _cases.Select(found => found.Channel).Distinct().OrderBy(channel => channel.Number)];
}
