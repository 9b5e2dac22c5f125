using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <content>The run cut into stretches, of a second or what is left of the phase; each ends with a report.</content>
internal sealed partial class LoopWorker
{
    private readonly TickTimer _tick;
    private long _stretchStart;
    private long _boundary;
    private int _stretch;
    private TimeSpan _cpuBefore;

    /// <summary>How the loop fared in the steady part; null until that has ended.</summary>
    public LoopUsage? Usage { get; private set; }

    /// <summary>When the steady part was over for this loop.</summary>
    public long SteadyEnd { get; private set; }

    private long Backlog => _lanes.Sum(lane => lane.Backlog);

    private void BeginStretches()
    {
        _stretchStart = _timeline.Start;
        _boundary = _timeline.NextBoundary(_timeline.Start);
        _lastAnswer = _timeline.Start;
        if (_timeline.Start == _timeline.SteadyStart)
        {
            BeginSteady();
        }

        Loop.Arm(_tick, _boundary);
    }

    private void OnTick()
    {
        while (_boundary <= Loop.Now)
        {
            if (_boundary == _timeline.End)
            {
                // The stretch goes on until the last answer: that belongs to a request of this stretch.
                EndByTime();
                return;
            }

            Report(_boundary, isLast: false);
            if (_boundary == _timeline.SteadyStart)
            {
                BeginSteady();
            }

            _boundary = _timeline.NextBoundary(_boundary);
        }

        Loop.Arm(_tick, _boundary);
        LookForLife();
    }

    private void BeginSteady()
    {
        _countFrom = _timeline.SteadyStart;
        _cpuBefore = ThreadCpuTime.Read();
    }

    private void EndByTime()
    {
        EndSteady(_timeline.End);
        foreach (ILoadLane lane in _lanes)
        {
            lane.EndByTime();
        }

        BeginEnding();
    }

    /// <summary>What is asked from now on does not count any more.</summary>
    private void EndSteady(long at)
    {
        if (Usage is not null)
        {
            return;
        }

        bool hasBegun = _countFrom == _timeline.SteadyStart;
        SteadyEnd = hasBegun ? at : _timeline.SteadyStart;
        TimeSpan elapsed = hasBegun ? Timeline.Span(at - _timeline.SteadyStart) : TimeSpan.Zero;
        TimeSpan busy = hasBegun ? ThreadCpuTime.Read() - _cpuBefore : TimeSpan.Zero;
        Usage = new LoopUsage(Index, busy, elapsed, 0, 0);
    }

    private void EndStretches()
    {
        Loop.Disarm(_tick);
        Loop.Disarm(_patience);
        long now = Loop.ReadClock();
        EndSteady(IsStopped ? now : _lastEnd);
        Usage = Usage! with { Due = _lanes.Sum(lane => lane.Due), Taken = _lanes.Sum(lane => lane.Taken) };
        Report(Math.Max(now, _stretchStart), isLast: true);
    }

    private void Report(long to, bool isLast)
    {
        LoadTally full = Tally;
        Tally = Engine.Tallies.Rent();
        Engine.Report(new LoopReport(Index, _stretch, _timeline.PhaseAt(_stretchStart), _stretchStart, to, full, _open, Backlog, isLast));
        _stretch++;
        _stretchStart = to;
    }

    private sealed class TickTimer(LoopWorker worker) : TimerEntry
    {
        protected override void OnExpired() => worker.OnTick();
    }
}
