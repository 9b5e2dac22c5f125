namespace Ringspun.Simulation;

/// <summary>
/// What the loops of one simulation share: the clock, what is to come, the dice, the descriptors, and the record of what has happened.
/// </summary>
internal sealed class SimulatedSchedule : IDisposable
{
    private readonly PriorityQueue<Action, (long Due, int Tie, long Sequence)> _events = new();
    private readonly AutoResetEvent _woken = new(false);
    private readonly List<IDisposable> _owned = [];
    private readonly List<Action> _wantDescriptors = [];
    private readonly TimeSpan _patience;
    private readonly int _descriptorLimit;
    private readonly long _eventLimit;
    private long _sequence;
    private bool _disposed;

    internal SimulatedSchedule(int seed, SimulatedDriverOptions options)
    {
        Seed = seed;
        Random = new Random(seed);
        Trace = new ScheduleTrace(options.TraceLines);
        _patience = options.PatienceWithOtherThreads;
        _descriptorLimit = options.DescriptorLimit;
        _eventLimit = options.EventLimit;
    }

    internal int Seed { get; }

    internal Random Random { get; }

    internal ScheduleTrace Trace { get; }

    /// <summary>The virtual time, in nanoseconds.</summary>
    internal long Clock { get; private set; } = SimulatedDriver.StartOfTime;

    /// <summary>When the next event is due; <see cref="long.MaxValue"/>: never.</summary>
    internal long NextDue => _events.TryPeek(out _, out (long Due, int Tie, long Sequence) order) ? order.Due : long.MaxValue;

    /// <summary>Descriptors that are open: of connections, listeners and files.</summary>
    internal int OpenDescriptors { get; private set; }

    /// <summary>Has <paramref name="deliver"/> called at the time <paramref name="due"/>, or at once where that has passed.</summary>
    internal void Add(long due, Action deliver)
    {
        if (!_disposed)
        {
            _events.Enqueue(deliver, (Math.Max(due, Clock), Random.Next(), _sequence++));
        }
    }

    /// <summary>Delivers what is due. True: there was something.</summary>
    internal bool DeliverDue()
    {
        if (Trace.Count > _eventLimit)
        {
            throw new InvalidOperationException($"The simulation does not end: {Trace.Count} events are more than it may have (seed {Seed}).");
        }

        // What deliveries add for this very time waits for the next call, so that it always ends.
        long before = _sequence;
        bool any = false;
        while (_events.TryPeek(out Action? deliver, out (long Due, int Tie, long Sequence) order) && order.Due <= Clock && order.Sequence < before)
        {
            _events.Dequeue();
            deliver();
            any = true;
        }

        return any;
    }

    /// <summary>Moves the clock on.</summary>
    internal void AdvanceTo(long time) => Clock = Math.Max(Clock, time);

    /// <summary>The time that comes <paramref name="nanoseconds"/> after now.</summary>
    internal long After(long nanoseconds) => Clock > long.MaxValue - nanoseconds ? long.MaxValue : Clock + nanoseconds;

    internal long After(TimeSpan delay) => After(delay.Ticks * TimeSpan.NanosecondsPerTick);

    internal long After(in LatencyDistribution latency) => After(latency.Next(Random));

    /// <summary>Ends the wait for other threads that is under way, or the next one. Any thread.</summary>
    internal void Wake() => _woken.Set();

    /// <summary>True once after <see cref="Wake"/>.</summary>
    internal bool TakeWake() => _woken.WaitOne(0);

    internal string DeadlockMessage =>
        $"Deadlock: every fiber waits, no timer is armed and nothing is under way in the simulation (seed {Seed}), so nothing can come.";

    /// <summary>Nothing can come from the simulation: only another thread could still bring something. False: none has, it is a deadlock.</summary>
    internal bool AwaitOtherThreads() => _woken.WaitOne(_patience);

    /// <summary>False: as many are open as may be (EMFILE).</summary>
    internal bool TryOpenDescriptor()
    {
        if (OpenDescriptors >= _descriptorLimit)
        {
            return false;
        }

        OpenDescriptors++;
        return true;
    }

    internal void CloseDescriptor()
    {
        OpenDescriptors--;
        foreach (Action waiting in _wantDescriptors)
        {
            Add(Clock, waiting);
        }

        _wantDescriptors.Clear();
    }

    /// <summary>Has <paramref name="retry"/> called after the next descriptor was closed.</summary>
    internal void AwaitDescriptor(Action retry) => _wantDescriptors.Add(retry);

    /// <summary>Has something disposed of together with the simulation.</summary>
    internal T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _events.Clear();
            _wantDescriptors.Clear();
            _woken.Dispose();
            foreach (IDisposable owned in _owned)
            {
                owned.Dispose();
            }
        }
    }
}
