namespace Ringspun.Cli.Load.Engine;

/// <content>The end: first nothing more is asked, then the answers are waited for, but not for ever.</content>
internal sealed partial class LoopWorker
{
    // Above the deadlines of requests, which come first.
    private const long Grace = 50_000_000;

    /// <summary>A run that no time ends is given up after so many failures without an answer between them, over a time.</summary>
    private const int FailuresOfTheDead = 3;
    private const long LongestSilence = 10_000_000_000;

    private readonly PatienceTimer _patience;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private long _answers;
    private long _answersBefore;
    private long _lastAnswer;
    private int _failuresSince;

    /// <summary>Cancelled when the run is to end now.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when nothing more is to be asked.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Whether the run ends now, whatever is unanswered.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether nothing more is to be asked: only answers are waited for.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Waits; not longer than there is something to wait for.</summary>
    public async Fiber PauseAsync(TimeSpan duration)
    {
        try
        {
            await Fiber.Sleep(duration, IsEnding ? Stopping : Ending);
        }
        catch (OperationCanceledException)
        {
            // The fiber looks by itself what is left to do.
        }
    }

    /// <summary>Ends the run now; what is unanswered is not counted. On the loop's thread.</summary>
    public void Stop()
    {
        if (IsStopped)
        {
            return;
        }

        IsStopped = true;
        EndSteady(Math.Min(Loop.ReadClock(), _timeline.End));
        BeginEnding();
        _stopping.Cancel();
        foreach (ILoadLane lane in _lanes)
        {
            lane.Cut();
        }
    }

    /// <summary>A lane has nothing more to ask.</summary>
    public void OnLaneOver()
    {
        if (++_lanesOver == _lanes.Count)
        {
            BeginEnding();
        }
    }

    /// <summary>Nothing more comes due: what waits is still asked, as long as there are answers.</summary>
    public void OnScheduleComplete() => ArmPatience();

    private void BeginEnding()
    {
        if (!IsEnding)
        {
            IsEnding = true;
            ArmPatience();
            _ending.Cancel();
        }
    }

    private void ArmPatience()
    {
        _answersBefore = _answers;
        Loop.Arm(_patience, Loop.ReadClock() + Timeline.Nanoseconds(Settings.Timeout) + Grace);
    }

    private void OnPatience()
    {
        if (_answers > _answersBefore)
        {
            ArmPatience();
        }
        else
        {
            Stop();
        }
    }

    /// <summary>Where only a number of requests ends the run, a server that has died must not make it endless.</summary>
    private void LookForLife()
    {
        if (_answers > _answersBefore)
        {
            _answersBefore = _answers;
            _lastAnswer = Loop.Now;
            _failuresSince = 0;
        }

        long patience = Math.Max(LongestSilence, 2 * Timeline.Nanoseconds(Settings.Timeout));
        if (_timeline.End == long.MaxValue && _failuresSince >= FailuresOfTheDead && Loop.Now - _lastAnswer > patience)
        {
            Engine.GiveUp($"nothing was answered any more for {Results.Figures.Time(Loop.Now - _lastAnswer)}");
        }
    }

    private sealed class PatienceTimer(LoopWorker worker) : TimerEntry
    {
        protected override void OnExpired() => worker.OnPatience();
    }
}
