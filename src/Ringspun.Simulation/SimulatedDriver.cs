namespace Ringspun.Simulation;

/// <summary>
/// A driver without a kernel: the clock is virtual and jumps to whatever comes next, so that a program that sleeps for hours is tested in
/// microseconds, and the same seed gives the same run.
/// </summary>
/// <remarks>
/// Connections come from a <see cref="SimulatedNetwork"/> on this driver. <see cref="Files"/> opens files of a
/// <see cref="SimulatedFileSystem"/> below that one's directories, and files of the real file system below all others. Things that are due at
/// the same time come in an order that the seed decides. One driver makes a simulation with one loop; <see cref="SimulatedWorld"/> makes
/// one with several.
/// </remarks>
public sealed partial class SimulatedDriver : IDriver, IScheduleObserver
{
    /// <summary>What the clock shows at the beginning, in nanoseconds: not 0, so that a forgotten deadline of 0 is seen to be in the past.</summary>
    public const long StartOfTime = 1_000_000_000_000;

    private readonly SimulatedFiles _files;
    private readonly bool _isAlone;
    private readonly int _index;
    private EventLoop? _loop;

    /// <summary>Makes a driver, and with it a simulation of one loop.</summary>
    /// <param name="seed">Decides every choice of the simulation.</param>
    /// <param name="options">How the simulation behaves; null for the defaults.</param>
    public SimulatedDriver(int seed = 0, SimulatedDriverOptions? options = null)
        : this(new SimulatedSchedule(seed, (options ??= new SimulatedDriverOptions()).Check()), options, 0) => _isAlone = true;

    /// <summary>Makes the driver of one of several loops of a simulation.</summary>
    internal SimulatedDriver(SimulatedSchedule simulation, SimulatedDriverOptions options, int index)
    {
        Simulation = simulation;
        CompletionLatency = options.CompletionLatency;
        _index = index;
        _files = new SimulatedFiles(this, options);
    }

    /// <inheritdoc/>
    public string Name => "simulated";

    /// <inheritdoc/>
    public bool IsVirtualTime => true;

    /// <summary>What decides every choice of the simulation.</summary>
    public int Seed => Simulation.Seed;

    /// <summary>Turns so far: an idle loop takes none.</summary>
    public long Turns { get; private set; }

    /// <summary>
    /// A hash of all that has happened so far in the simulation: each completion, each resumption of a fiber and each timer that has fired, in
    /// order, with its virtual time. Two runs of the same program with the same seed have the same.
    /// </summary>
    public ulong TraceHash => Simulation.Trace.Hash;

    /// <summary>What has happened last, as text, a line each: as many as <see cref="SimulatedDriverOptions.TraceLines"/> asks for.</summary>
    public IReadOnlyList<string> RecentTrace => Simulation.Trace.Recent;

    /// <summary>Descriptors of the simulation that are open: of connections, of listeners and of files.</summary>
    public int OpenDescriptors => Simulation.OpenDescriptors;

    /// <inheritdoc/>
    public IKernelSockets? Sockets => null;

    /// <inheritdoc/>
    public IFiles Files => _files;

    internal SimulatedSchedule Simulation { get; }

    internal LatencyDistribution CompletionLatency { get; }

    internal Random Random => Simulation.Random;

    internal EventLoop Loop => _loop ?? throw new InvalidOperationException("The simulated driver has no event loop yet: make one with it first.");

    /// <inheritdoc/>
    public long ReadClock() => Simulation.Clock;

    /// <inheritdoc/>
    public void Attach(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (_loop is not null)
        {
            throw new InvalidOperationException("One driver serves one loop.");
        }

        _loop = loop;
        loop.Observer = this;
    }

    /// <inheritdoc/>
    /// <exception cref="DeadlockException">Every fiber waits and nothing can come.</exception>
    public void Turn(long timeoutNanoseconds)
    {
        Turns++;
        if (!_isAlone)
        {
            // The clock and the events are the world's, which has delivered already.
            return;
        }

        if (Simulation.TakeWake())
        {
            timeoutNanoseconds = 0;
        }

        if (Simulation.DeliverDue() || timeoutNanoseconds <= 0)
        {
            return;
        }

        long next = Simulation.NextDue;
        if (next == long.MaxValue && timeoutNanoseconds == long.MaxValue)
        {
            if (!Simulation.AwaitOtherThreads())
            {
                throw Loop.Deadlock(Simulation.DeadlockMessage);
            }

            return;
        }

        Simulation.AdvanceTo(Math.Min(next, After(timeoutNanoseconds)));
        Simulation.DeliverDue();
    }

    /// <inheritdoc/>
    public void Wake() => Simulation.Wake();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isAlone)
        {
            Simulation.Dispose();
        }
    }

    void IScheduleObserver.OnResume(FiberFrame frame) => Simulation.Trace.Add(Simulation.Clock, _index, "resume", frame);

    void IScheduleObserver.OnExpired(TimerEntry timer) => Simulation.Trace.Add(Simulation.Clock, _index, "timer", timer);

    internal void NoteCompletion(string operation, long result) => Simulation.Trace.Add(Simulation.Clock, _index, "complete", operation, result);

    internal void Schedule(long due, Action deliver) => Simulation.Add(due, deliver);

    internal long After(long nanoseconds) => Simulation.After(nanoseconds);

    internal long After(TimeSpan delay) => Simulation.After(delay);
}
