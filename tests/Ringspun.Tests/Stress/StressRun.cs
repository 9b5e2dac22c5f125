using System.Net;

namespace Ringspun.Tests.Stress;

/// <summary>One random program: what its operations share, and the book in which everything that begins must end.</summary>
internal sealed partial class StressRun
{
    private readonly StressPlan _plan;
    private readonly SimulatedDriver _driver;
    private readonly List<FiberHandle> _forked = [];
    private readonly Dictionary<(int Port, bool IsUp), StressFlow> _flows = [];
    private Action<string>? _endings;
    private int _budget;
    private int _fibersStarted;
    private int _fibersEnded;
    private int _operationsStarted;
    private int _operationsEnded;
    private Exception? _failure;
    private IReadOnlyList<string>? _traceOfFailure;

    private StressRun(
        StressPlan plan, IReadOnlyList<EventLoop> loops, SimulatedDriver driver, SimulatedNetwork network, SimulatedFileSystem files, ChunkPool chunks)
    {
        _plan = plan;
        _driver = driver;
        _budget = plan.Operations;
        Loops = loops;
        Network = network;
        Files = files;
        Chunks = chunks;
    }

    /// <summary>Where the program's server listens.</summary>
    public static IPEndPoint Server { get; } = new(IPAddress.Parse("10.0.0.1"), 80);

    /// <summary>The loops of the simulation. Their fibers take turns on one thread, so they may share this object.</summary>
    public IReadOnlyList<EventLoop> Loops { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedFileSystem Files { get; }

    /// <summary>Chunks to send.</summary>
    public ChunkPool Chunks { get; }

    public StressPlan Plan => _plan;

    /// <summary>All fibers draw from it: they run in the same order whenever the seed is the same.</summary>
    public Random Random => _plan.Random;

    public long Clock => Loops[0].ReadClock();

    /// <summary>A few operations, one after the other.</summary>
    public async Fiber Work(int depth)
    {
        for (int i = Random.Next(1, 5); i > 0 && _budget > 0; i--)
        {
            _budget--;
            await StressOperations.Pick(Random).Run(this, depth);
        }
    }

    public EventLoop AnyLoop() => Loops[Random.Next(Loops.Count)];

    public bool OneIn(int count) => Random.Next(count) == 0;

    /// <summary>A time from nothing to a few seconds; short ones are more likely.</summary>
    public TimeSpan AnyTime() => TimeSpan.FromTicks(Random.NextInt64(1L << Random.Next(0, 25)));

    public static void Check(bool holds, string rule)
    {
        if (!holds)
        {
            throw new Xunit.Sdk.XunitException(rule);
        }
    }

    /// <summary>Starts a fiber that must end well before the program ends.</summary>
    public FiberHandle Fork(EventLoop loop, Func<Fiber> body)
    {
        _fibersStarted++;
        FiberHandle handle = loop.Spawn(static x => x.run.Follow(x.body), (run: this, body));
        _forked.Add(handle);
        return handle;
    }

    /// <summary>Starts such a fiber on the calling loop.</summary>
    public FiberHandle Fork(Func<Fiber> body) => Fork(EventLoop.Current!, body);

    /// <summary>Awaits an operation, and notes how it ended. A cancellation must have been asked for; no operation may end twice.</summary>
    public async Fiber<StressOutcome<TResult>> Try<TResult>(IoOperation<TResult> operation, CancellationToken cancel = default)
    {
        bool hasEnded = false;
        _operationsStarted++;
        StressOutcome<TResult> outcome;
        try
        {
            outcome = new StressOutcome<TResult>(await operation, StressEnding.Success, Errno.None);
        }
        catch (OperationCanceledException exception)
        {
            CheckCancelled(exception, cancel);
            outcome = new StressOutcome<TResult>(default!, StressEnding.Cancelled, Errno.None);
        }
        catch (ObjectDisposedException)
        {
            outcome = new StressOutcome<TResult>(default!, StressEnding.Disposed, Errno.None);
        }
        catch (LinuxException exception)
        {
            outcome = new StressOutcome<TResult>(default!, StressEnding.Error, exception.Errno);
        }

        Check(!hasEnded, "An operation ended twice.");
        hasEnded = true;
        _operationsEnded++;
        _endings?.Invoke($"{typeof(TResult).Name} {outcome}{(outcome.IsSuccess && cancel.IsCancellationRequested ? " late" : "")}");
        return outcome;
    }

    /// <summary>Sleeps exactly as long as it is told: in virtual time there is no excuse for being late either.</summary>
    public async Fiber Pause(TimeSpan duration)
    {
        long begin = Clock;
        await Fiber.Sleep(duration);
        long slept = Clock - begin;
        long wanted = duration.Ticks * TimeSpan.NanosecondsPerTick;

        // No time at all may cost the wheel a tick.
        Check(slept == wanted || (wanted == 0 && slept == 1), $"A sleep of {wanted} ns took {slept} ns.");
    }

    /// <summary>Some time, some turns, or nothing of the kind.</summary>
    public async Fiber Dawdle()
    {
        switch (Random.Next(3))
        {
            case 0:
                await Pause(AnyTime());
                break;
            case 1:
                await Fiber.Yield();
                break;
        }
    }

    /// <summary>Joins these fibers.</summary>
    public static async Fiber Join(List<FiberHandle> fibers)
    {
        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }
    }

    /// <summary>Waits at a lock or the like. False: cancelled, as was asked for.</summary>
    public async Fiber<bool> Waits(FiberWait wait, CancellationToken cancel)
    {
        EventLoop? loop = EventLoop.Current;
        _operationsStarted++;
        bool isOver = false;
        try
        {
            await wait;
            isOver = true;
        }
        catch (OperationCanceledException exception)
        {
            CheckCancelled(exception, cancel);
        }

        Check(ReferenceEquals(EventLoop.Current, loop), "A fiber that waited went on on another loop.");
        _operationsEnded++;
        return isOver;
    }

    public static void CheckCancelled(OperationCanceledException exception, CancellationToken cancel) =>
        Check(cancel.IsCancellationRequested && exception.CancellationToken == cancel, "An operation was cancelled that nobody had cancelled.");

    /// <summary>One direction of the connection that a client's port tells.</summary>
    public StressFlow Flow(int port, bool isUp)
    {
        if (!_flows.TryGetValue((port, isUp), out StressFlow? flow))
        {
            flow = new StressFlow(port, isUp);
            _flows.Add((port, isUp), flow);
        }

        return flow;
    }

    /// <summary>A token that is never cancelled, is cancelled already, or will be at some time, by a fiber of any loop.</summary>
    public StressCancellation MayCancel()
    {
        var cancellation = new StressCancellation();
        switch (Random.Next(6))
        {
            case 0:
                cancellation.Cancel();
                break;
            case 1 or 2:
                TimeSpan delay = AnyTime();
                _ = Fork(AnyLoop(), async () =>
                {
                    await Pause(delay);
                    cancellation.Cancel();
                });
                break;
        }

        return cancellation;
    }

    private async Fiber Follow(Func<Fiber> body)
    {
        try
        {
            await body();
        }
        catch (Exception exception)
        {
            _failure ??= exception;
            _traceOfFailure ??= _driver.RecentTrace;
        }
        finally
        {
            _fibersEnded++;
        }
    }
}
