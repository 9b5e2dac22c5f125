using Ringspun.Cli.Load.Results;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>
/// What one loop does in a run: it has lanes to the servers, connections, a tally, and a timer that hands the tally over each second. All of it is the
/// loop's own; other loops are met only to take a block of requests and to report.
/// </summary>
internal sealed partial class LoopWorker : IDisposable
{
    // A backlog of connects overflows the listeners of most servers, and an overflow costs a second.
    private const int ConnectsAtOnce = 256;

    private readonly List<ILoadLane> _lanes = [];
    private readonly List<(ILoadLane Lane, int Number)> _connections = [];
    private readonly FiberEvent _ended = new();
    private Timeline _timeline;
    private int _open;
    private int _alive = 1;
    private int _lanesOver;
    private int _block;

    /// <summary>Makes the worker on its loop, with all that it will ask for.</summary>
    /// <param name="engine">The run.</param>
    /// <param name="index">The loop's number.</param>
    /// <exception cref="CommandFailure">The requests cannot be made.</exception>
    public LoopWorker(LoadEngine engine, int index)
    {
        Engine = engine;
        Index = index;
        Loop = EventLoop.Current!;
        Tally = engine.Tallies.Rent();
        _tick = new TickTimer(this);
        _patience = new PatienceTimer(this);
        foreach (Origin origin in engine.Origins)
        {
            AddLane(origin);
        }
    }

    public LoadEngine Engine { get; }

    public int Index { get; }

    public EventLoop Loop { get; }

    public LoadSettings Settings => Engine.Settings;

    public FiberSemaphore ConnectGate { get; } = new(ConnectsAtOnce);

    /// <summary>Runs from the timeline's start until nothing is left to do.</summary>
    public async Fiber RunAsync(Timeline timeline)
    {
        _timeline = timeline;
        BeginStretches();
        foreach (ILoadLane lane in _lanes)
        {
            lane.Begin(timeline);
        }

        await OpenAllAsync();
        OnConnectionEnded();
        await _ended.Wait();
        EndStretches();
    }

    public void Dispose()
    {
        foreach (ILoadLane lane in _lanes)
        {
            lane.Dispose();
        }

        _stopping.Dispose();
        _ending.Dispose();
    }

    /// <summary>The fiber of a connection has ended.</summary>
    public void OnConnectionEnded()
    {
        if (--_alive == 0)
        {
            _ended.Set();
        }
    }

    public void Connected()
    {
        _open++;
        Engine.OnConnected();
    }

    public void Disconnected() => _open--;

    private void AddLane(Origin origin)
    {
        int loops = Engine.Loops;
        List<int> numbers = [];
        for (int number = origin.FirstConnection; number < origin.FirstConnection + origin.Connections; number++)
        {
            if (number % loops == Index)
            {
                numbers.Add(number);
            }
        }

        if (numbers.Count == 0)
        {
            return;
        }

        // Those loops take part that have a connection; the others have no share of its schedule.
        int parts = Math.Min(loops, origin.Connections);
        int part = (((Index - origin.FirstConnection) % loops) + loops) % loops;
        ILoadLane lane = Settings.Redirects > 0 ? new LoadLane<RedirectCheck>(this, origin, numbers.Count, part, parts)
            : Settings.Expectations.NeedsBody ? new LoadLane<BodyCheck>(this, origin, numbers.Count, part, parts)
            : new LoadLane<NoCheck>(this, origin, numbers.Count, part, parts);
        _lanes.Add(lane);
        _connections.AddRange(numbers.Select(number => (lane, number)));
    }

    /// <summary>Opens the connections: in the closed loop over the time of the ramp, in the open one at once, for there the rate rises.</summary>
    private async Fiber OpenAllAsync()
    {
        long ramp = Settings.Rate is null ? Timeline.Nanoseconds(Settings.Ramp) : 0;
        foreach ((ILoadLane lane, int number) in _connections)
        {
            long at = _timeline.Start + (long)((double)number / Settings.Connections * ramp);
            long wait = at - Loop.ReadClock();
            if (wait > 0 && !IsEnding)
            {
                await PauseAsync(TimeSpan.FromTicks((wait + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick));
            }

            if (IsEnding)
            {
                return;
            }

            _alive++;
            lane.Open(number);
        }
    }
}
