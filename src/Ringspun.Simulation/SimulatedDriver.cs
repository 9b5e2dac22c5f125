namespace Ringspun.Simulation;

/// <summary>
/// A driver without a kernel: the clock is virtual and jumps to whatever comes next, so that a program that sleeps for hours is tested in
/// microseconds, and the same seed gives the same run.
/// </summary>
/// <remarks>
/// Connections come from a <see cref="SimulatedNetwork"/> on this driver; <see cref="Files"/> reads the real file system. Things that
/// are due at the same time come in an order that the seed decides.
/// </remarks>
public sealed partial class SimulatedDriver : IDriver
{
    /// <summary>What the clock shows at the beginning, in nanoseconds: not 0, so that a forgotten deadline of 0 is seen to be in the past.</summary>
    public const long StartOfTime = 1_000_000_000_000;

    private readonly PriorityQueue<Action, (long Due, int Tie, long Sequence)> _events = new();
    private readonly AutoResetEvent _woken = new(false);
    private readonly List<IDisposable> _owned = [];
    private readonly SimulatedFiles _files;
    private readonly TimeSpan _patience;
    private EventLoop? _loop;
    private long _clock = StartOfTime;
    private long _sequence;
    private bool _disposed;

    /// <summary>Makes a driver.</summary>
    /// <param name="seed">Decides every choice of the simulation.</param>
    /// <param name="options">How the simulation behaves; null for the defaults.</param>
    public SimulatedDriver(int seed = 0, SimulatedDriverOptions? options = null)
    {
        options ??= new SimulatedDriverOptions();
        Seed = seed;
        Random = new Random(seed);
        _patience = options.PatienceWithOtherThreads;
        _files = new SimulatedFiles(this, options);
    }

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <inheritdoc/>
    public bool IsVirtualTime => true;

    /// <summary>What decides every choice of the simulation.</summary>
    public int Seed { get; }

    /// <summary>Turns so far: an idle loop takes none.</summary>
    public long Turns { get; private set; }

    /// <inheritdoc/>
    public IKernelSockets? Sockets => null;

    /// <inheritdoc/>
    public IFiles Files => _files;

    internal Random Random { get; }

    internal EventLoop Loop => _loop ?? throw new InvalidOperationException("The simulated driver has no event loop yet: make one with it first.");

    /// <inheritdoc/>
    public long ReadClock() => _clock;

    /// <inheritdoc/>
    public void Attach(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (_loop is not null)
        {
            throw new InvalidOperationException("One driver serves one loop.");
        }

        _loop = loop;
    }

    /// <inheritdoc/>
    /// <exception cref="DeadlockException">Every fiber waits and nothing can come.</exception>
    public void Turn(long timeoutNanoseconds)
    {
        Turns++;
        if (_woken.WaitOne(0))
        {
            timeoutNanoseconds = 0;
        }

        if (DeliverDue() || timeoutNanoseconds <= 0)
        {
            return;
        }

        long next = _events.TryPeek(out _, out (long Due, int Tie, long Sequence) order) ? order.Due : long.MaxValue;
        if (next == long.MaxValue && timeoutNanoseconds == long.MaxValue)
        {
            AwaitOtherThreads();
            return;
        }

        _clock = Math.Min(next, After(timeoutNanoseconds));
        DeliverDue();
    }

    /// <inheritdoc/>
    public void Wake() => _woken.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _events.Clear();
            _woken.Dispose();
            foreach (IDisposable owned in _owned)
            {
                owned.Dispose();
            }
        }
    }

    /// <summary>Has <paramref name="deliver"/> called in the turn of the time <paramref name="due"/>, or in the next turn.</summary>
    internal void Schedule(long due, Action deliver)
    {
        if (!_disposed)
        {
            _events.Enqueue(deliver, (Math.Max(due, _clock), Random.Next(), _sequence++));
        }
    }

    /// <summary>Has something disposed of together with the driver.</summary>
    internal T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>The time that comes <paramref name="nanoseconds"/> after now.</summary>
    internal long After(long nanoseconds) => _clock > long.MaxValue - nanoseconds ? long.MaxValue : _clock + nanoseconds;

    internal long After(TimeSpan delay) => After(delay.Ticks * TimeSpan.NanosecondsPerTick);

    private bool DeliverDue()
    {
        // What deliveries schedule for this very time waits for the next turn, so that a turn always ends.
        long before = _sequence;
        bool any = false;
        while (_events.TryPeek(out Action? deliver, out (long Due, int Tie, long Sequence) order) && order.Due <= _clock && order.Sequence < before)
        {
            _events.Dequeue();
            deliver();
            any = true;
        }

        return any;
    }

    private void AwaitOtherThreads()
    {
        if (!_woken.WaitOne(_patience))
        {
            throw Loop.Deadlock(
                $"Deadlock: every fiber waits, no timer is armed and nothing is under way in the simulation (seed {Seed}), so nothing can come.");
        }
    }
}
