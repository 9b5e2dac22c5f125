namespace Ringspun.Simulation;

/// <summary>
/// A simulation with several event loops, which one thread drives in turns: what fibers of different loops do to each other is tested in every
/// order that a seed can think of, and the same seed gives the same order again.
/// </summary>
/// <remarks>
/// Between two turns of a loop any other may have had some; only within a turn a loop is alone, so that data races between instructions are not
/// found here. Time passes only when no loop has anything to do. All members are for the thread that made the world, which has no other loop.
/// </remarks>
public sealed class SimulatedWorld : IDisposable
{
    private readonly EventLoop[] _loops;
    private readonly List<EventLoop> _runnable = [];
    private bool _disposed;

    /// <summary>Makes a world and its loops.</summary>
    /// <param name="loops">How many loops, at least 1.</param>
    /// <param name="seed">Decides every choice of the simulation.</param>
    /// <param name="options">How the simulation behaves; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">The thread has an event loop already.</exception>
    public SimulatedWorld(int loops, int seed = 0, SimulatedDriverOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(loops, 1);
        options = (options ?? new SimulatedDriverOptions()).Check();
        Simulation = new SimulatedSchedule(seed, options);
        _loops = new EventLoop[loops];
        for (int i = 0; i < loops; i++)
        {
            _loops[i] = new EventLoop(new SimulatedDriver(Simulation, options, i));
            _loops[i].Leave();
        }
    }

    /// <summary>The loops; each has a <see cref="SimulatedDriver"/>, and they share one clock.</summary>
    public IReadOnlyList<EventLoop> Loops => _loops;

    /// <summary>What decides every choice of the simulation.</summary>
    public int Seed => Simulation.Seed;

    /// <inheritdoc cref="SimulatedDriver.TraceHash"/>
    public ulong TraceHash => Simulation.Trace.Hash;

    /// <inheritdoc cref="SimulatedDriver.RecentTrace"/>
    public IReadOnlyList<string> RecentTrace => Simulation.Trace.Recent;

    /// <inheritdoc cref="SimulatedDriver.OpenDescriptors"/>
    public int OpenDescriptors => Simulation.OpenDescriptors;

    internal SimulatedSchedule Simulation { get; }

    /// <summary>The clock that all loops share, in nanoseconds.</summary>
    /// <returns>The time.</returns>
    public long ReadClock() => Simulation.Clock;

    /// <summary>Runs all loops until <paramref name="body"/>, a fiber of the first loop, has ended.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The fiber to run.</param>
    /// <param name="state">What the body gets.</param>
    /// <exception cref="DeadlockException">Nothing is ready, nothing is armed and nothing can come: the fiber would wait for ever.</exception>
    public void RunUntil<TState>(Func<TState, Fiber> body, TState state)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (EventLoop.Current is not null)
        {
            throw new InvalidOperationException("The calling thread runs an event loop already.");
        }

        FiberHandle handle = _loops[0].Spawn(body, state);
        while (!handle.IsCompleted)
        {
            Step();
        }

        handle.GetResult();
    }

    /// <summary>Runs all loops until <paramref name="body"/>, a fiber of the first loop, has ended.</summary>
    /// <param name="body">The fiber to run.</param>
    public void RunUntil(Func<Fiber> body) => RunUntil(static body => body(), body);

    /// <summary>Ends all loops, and with them whatever is still under way.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (EventLoop loop in _loops)
        {
            loop.Dispose();
        }

        Simulation.Dispose();
    }

    /// <summary>One turn of one loop that has something to do; where none has, the clock moves on.</summary>
    private void Step()
    {
        Simulation.DeliverDue();
        _runnable.Clear();
        long next = Simulation.NextDue;
        foreach (EventLoop loop in _loops)
        {
            next = Math.Min(next, loop.Timers.NextDeadline);
            if (loop.IsRunnable)
            {
                _runnable.Add(loop);
            }
        }

        if (_runnable.Count > 0)
        {
            RunTurn(_runnable[Simulation.Random.Next(_runnable.Count)]);
        }
        else if (next != long.MaxValue)
        {
            Simulation.AdvanceTo(next);
        }
        else if (Array.TrueForAll(_loops, static loop => loop.TryFallAsleep()) && !Simulation.AwaitOtherThreads())
        {
            throw new DeadlockException(Simulation.DeadlockMessage, string.Join(Environment.NewLine, _loops.Select(Dump)));
        }
    }

    private static string Dump(EventLoop loop)
    {
        loop.Enter();
        try
        {
            return loop.DumpFibers();
        }
        finally
        {
            loop.Leave();
        }
    }

    private static void RunTurn(EventLoop loop)
    {
        loop.Enter();
        try
        {
            loop.RunOnce(TimeSpan.Zero);
        }
        finally
        {
            loop.Leave();
        }
    }
}
