using System.Text;

namespace Ringspun.Tests.Stress;

/// <content>From the seed to the last check.</content>
internal sealed partial class StressRun
{
    /// <summary>The size of chunks to send, in bytes.</summary>
    private const int ChunkSize = 256;

    /// <summary>Runs the program of a seed. Throws when it breaks a rule.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="traceLines">How much of its end the trace is to show when it fails.</param>
    /// <param name="endings">Hears of every ending of an operation; or null.</param>
    /// <returns>The hash of its trace.</returns>
    public static ulong Execute(int seed, int traceLines = 0, Action<string>? endings = null)
    {
        var plan = new StressPlan(seed, traceLines);
        if (plan.Loops == 0)
        {
            var driver = new SimulatedDriver(seed, plan.Driver);

            // When a failure is looked into, a deadlock's dump tells who waits for what.
            using var loop = new EventLoop(driver, new EventLoopOptions { TrackFibers = traceLines > 0 });
            var network = new SimulatedNetwork(driver, plan.Network);
            return Execute(plan, [loop], network, driver, endings, loop.RunUntil);
        }

        using var world = new SimulatedWorld(plan.Loops, seed, plan.Driver);
        var shared = new SimulatedNetwork(world, plan.Network);
        return Execute(plan, world.Loops, shared, (SimulatedDriver)world.Loops[0].Driver, endings, world.RunUntil);
    }

    private static ulong Execute(
        StressPlan plan,
        IReadOnlyList<EventLoop> loops,
        SimulatedNetwork network,
        SimulatedDriver driver,
        Action<string>? endings,
        Action<Func<Fiber>> runUntil)
    {
        using var files = new SimulatedFileSystem(driver);
        using var chunks = new ChunkPool(ChunkSize);
        var run = new StressRun(plan, loops, driver, network, files, chunks) { _endings = endings };
        try
        {
            runUntil(run.Main);
            run.CheckAtEnd();
        }
        catch (Exception exception) when (plan.Driver.TraceLines > 0)
        {
            // A fiber that has failed leaves others waiting: its failure comes first.
            var text = new StringBuilder();
            if (run._failure is not null)
            {
                text.AppendLine(run._failure.ToString());
            }

            text.AppendLine(exception.ToString());
            foreach (string line in run._traceOfFailure ?? driver.RecentTrace)
            {
                text.AppendLine(line);
            }

            throw new Xunit.Sdk.XunitException(text.ToString());
        }

        return driver.TraceHash;
    }

    private async Fiber Main()
    {
        using IBinding binding = Network.Bind(Server, new ListenOptions { Backlog = Plan.Backlog });
        var listeners = new List<StressListener>();
        for (int i = Random.Next(1, 3); i > 0; i--)
        {
            var listener = StressListener.Start(this, binding, AnyLoop());
            listeners.Add(listener);
            while (!listener.IsListening)
            {
                await Fiber.Yield();
            }
        }

        for (int i = Random.Next(1, 5); i > 0; i--)
        {
            _ = Fork(AnyLoop(), () => Work(Plan.Depth));
        }

        await JoinAll();
        foreach (StressListener listener in listeners)
        {
            listener.Stop();
        }

        await JoinAll();
        foreach (StressListener listener in listeners)
        {
            Check(listener.HasEnded, "A server has not ended.");
        }
    }

    /// <summary>Waits for every fiber that was forked, also for those that these fork; the servers aside.</summary>
    private async Fiber JoinAll()
    {
        for (int i = 0; i < _forked.Count; i++)
        {
            await _forked[i];
        }

        // What is under way by itself (a reset, the end of a stream) arrives.
        await Fiber.Sleep(TimeSpan.FromMinutes(10));
        for (int i = 0; i < _forked.Count; i++)
        {
            await _forked[i];
        }
    }

    private void CheckAtEnd()
    {
        if (_failure is not null)
        {
            throw new Xunit.Sdk.XunitException(_failure.ToString());
        }

        Check(_fibersStarted == _fibersEnded, $"{_fibersStarted} fibers began, {_fibersEnded} ended.");
        Check(_operationsStarted == _operationsEnded, $"{_operationsStarted} operations began, {_operationsEnded} ended.");
        Check(Network.LeasedChunks == 0, $"{Network.LeasedChunks} leased chunks are lost.");
        Check(Chunks.RentedCount == 0, $"{Chunks.RentedCount} sent chunks are lost.");
        Check(_driver.OpenDescriptors == 0, $"{_driver.OpenDescriptors} descriptors are open.");
        foreach (StressFlow flow in _flows.Values)
        {
            Check(flow.Sent <= flow.Begun && flow.Received <= flow.Begun, "More was received than sent.");
            Check(!flow.HasEnded || !flow.WasEnded || flow.Received >= flow.Sent, "The stream ended before all that was sent had come.");
        }
    }
}
