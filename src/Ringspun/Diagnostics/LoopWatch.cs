using System.Diagnostics;

namespace Ringspun;

/// <summary>What a loop tells its watchdog, by plain writes: which frame runs, and that it is another run than before.</summary>
internal sealed class LoopWatch(EventLoop loop)
{
    private FiberFrame? _running;
    private long _run;
    private long _seenRun = -1;
    private long _seenAt;
    private bool _reported;

    internal EventLoop Loop => loop;

    /// <summary>On the loop: a frame is about to run.</summary>
    internal void Enter(FiberFrame frame)
    {
        _running = frame;
        Volatile.Write(ref _run, _run + 1);
    }

    /// <summary>On the loop: no frame runs any more.</summary>
    internal void Leave() => Volatile.Write(ref _running, null);

    /// <summary>On the watchdog's thread: whether the same frame has been running since a look long enough ago. Tells once for each run.</summary>
    /// <param name="limit">How long a frame may run.</param>
    /// <param name="now">A reading of <see cref="Stopwatch"/>, no earlier than that of the look before.</param>
    internal HogReport? Look(TimeSpan limit, long now)
    {
        long run = Volatile.Read(ref _run);
        FiberFrame? frame = Volatile.Read(ref _running);
        if (frame is null || run != _seenRun)
        {
            _seenRun = run;
            _seenAt = now;
            _reported = false;
            return null;
        }

        TimeSpan duration = Stopwatch.GetElapsedTime(_seenAt, now);
        if (_reported || duration < limit)
        {
            return null;
        }

        // Another thread's frame: the names may be those of its next life, unless it still runs now.
        var report = new HogReport(loop, frame.Info?.Name, frame.Description, frame.Info?.BodyName, duration);
        if (Volatile.Read(ref _run) != run)
        {
            return null;
        }

        _reported = true;
        return report;
    }
}
