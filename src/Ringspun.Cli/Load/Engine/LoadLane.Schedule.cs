using Ringspun.Cli.Load.Schedules;

namespace Ringspun.Cli.Load.Engine;

/// <content>
/// The open loop. Requests come due by a timer, whatever the connections do. A schedule that is a function of its seed can be walked twice: once when
/// requests come due, once when a connection takes them, so that those that wait in between need no memory, however many they are.
/// </content>
internal sealed partial class LoadLane<TSink>
{
    private readonly double? _rate;
    private readonly int _part;
    private readonly int _parts;
    private readonly ArrivalTimer _arrivalTimer;
    private ReadyQueue<LoadConnection<TSink>> _ready;
    private Schedule _coming;
    private Schedule _going;
    private int _woken;
    private bool _isComplete;

    public long Backlog => _rate is null ? 0 : _coming.Taken - _going.Taken + _returned.Count;

    public long Due { get; private set; }

    public long Taken { get; private set; }

    /// <summary>Whether nothing more is to be asked.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A connection has room: it asks what waits, or waits itself.</summary>
    public void Serve(LoadConnection<TSink> connection)
    {
        while (connection.CanAsk && TryTakeDue(out DueRequest next))
        {
            connection.Ask(next);
        }

        FinishIfServed();
        if (connection.CanAsk && !IsOver)
        {
            Enqueue(connection);
        }
    }

    /// <summary>Takes the request that has waited longest.</summary>
    /// <returns>False when none waits.</returns>
    public bool TryTakeDue(out DueRequest next)
    {
        if (_returned.TryDequeue(out next))
        {
            return true;
        }

        if (IsOver || _going.Taken == _coming.Taken)
        {
            return false;
        }

        _going.TryTake(long.MaxValue, out long due);
        next = new DueRequest(_mix.Next(), due);
        return true;
    }

    /// <summary>When everything that came due has been asked, and nothing more will come due, the lane is over.</summary>
    public void FinishIfServed()
    {
        if (_isComplete && !IsOver && Backlog == 0)
        {
            Finish();
        }
    }

    /// <summary>A connection waits for something to ask.</summary>
    public void Enqueue(LoadConnection<TSink> connection)
    {
        if (!connection.IsQueued)
        {
            connection.IsQueued = true;
            _ready.Enqueue(connection);
        }
    }

    /// <summary>A connection that was woken comes to take a request.</summary>
    public void OnWoken() => _woken--;

    /// <summary>The run's time is over: what has come due by then has come, and what still waits for a connection has waited in vain.</summary>
    public void EndByTime()
    {
        if (_rate is not null)
        {
            TakeArrivals(Worker.Loop.ReadClock());
        }

        Finish();
    }

    private void BeginSchedule(in Timeline timeline, double rate)
    {
        LoadSettings settings = Worker.Settings;
        _coming = Schedule.Create(settings.Arrivals, rate, timeline.Start, settings.Ramp, settings.Seed, _part, _parts);
        _going = _coming;
        Worker.Loop.Arm(_arrivalTimer, _coming.Due);
    }

    private void OnArrivals()
    {
        if (TakeArrivals(Worker.Loop.ReadClock()))
        {
            Worker.Loop.Arm(_arrivalTimer, _coming.Due);
        }

        Dispatch();
    }

    /// <summary>Takes what has come due.</summary>
    /// <returns>False when the schedule is at its end: nothing will come due any more.</returns>
    private bool TakeArrivals(long now)
    {
        while (!_isComplete && _coming.Due <= now)
        {
            long due = _coming.Due;
            if (!Worker.MayAsk(due))
            {
                _isComplete = true;
                Worker.OnScheduleComplete();
                break;
            }

            _coming.TryTake(now, out _);
            Count(due, now);
        }

        return !_isComplete;
    }

    private void Count(long due, long now)
    {
        if (Worker.IsCounted(due))
        {
            Worker.Tally.ScheduleLag.Record(now - due);
            Due++;
            Taken += Worker.IsInTime(due, now) ? 1 : 0;
        }
    }

    /// <summary>Hands out what has come due to connections that wait, and sends it in one go.</summary>
    private void Dispatch()
    {
        LoadConnection<TSink>? touched = null;
        while (_ready.Count > 0 && Backlog > _woken)
        {
            LoadConnection<TSink> connection = _ready.Dequeue();
            connection.IsQueued = false;
            if (connection.IsSleeping)
            {
                _woken++;
                connection.Wake();
            }
            else if (connection.CanAsk && TryTakeDue(out DueRequest next))
            {
                connection.Ask(next);
                connection.Touch(ref touched);
                if (connection.CanAsk && !IsOver)
                {
                    Enqueue(connection);
                }
            }
        }

        while (touched is not null)
        {
            touched = touched.Flush();
        }

        FinishIfServed();
    }

    private sealed class ArrivalTimer(LoadLane<TSink> lane) : TimerEntry
    {
        protected override void OnExpired() => lane.OnArrivals();
    }
}
