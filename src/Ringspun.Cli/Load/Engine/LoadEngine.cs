using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Ringspun.Cli.Load.Results;
using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Load.Engine;

/// <summary>
/// A run over any loops and any network: <see cref="ResolveAsync"/> on one loop, <see cref="PrepareLoopAsync"/> and then, with one start for all,
/// <see cref="RunLoopAsync"/> on each, and <see cref="Finish"/> when all have ended. Reports go to a channel meanwhile.
/// </summary>
internal sealed partial class LoadEngine : IDisposable
{
    private readonly LoopWorker?[] _workers;
    private readonly ChannelWriter<LoopReport> _reports;

    /// <param name="settings">What to do.</param>
    /// <param name="network">Where connections come from.</param>
    /// <param name="loops">How many loops take part; no more than there are connections.</param>
    /// <param name="reports">Takes each loop's report of each second; never makes a loop wait.</param>
    /// <exception cref="CommandFailure">The settings contradict each other.</exception>
    public LoadEngine(LoadSettings settings, INetwork network, int loops, ChannelWriter<LoopReport> reports)
    {
        Settings = settings;
        Network = network;
        Loops = loops;
        Origins = Origin.Of(settings);
        Budget = settings.Requests is { } requests ? new RequestBudget(requests, loops) : null;
        Tallies = new TallyPool(TalliesPerLoop * loops);
        _workers = new LoopWorker?[loops];
        _reports = reports;
    }

    // One that is filled, one that is added up, and the sum.
    private const int TalliesPerLoop = 3;

    public LoadSettings Settings { get; }

    public INetwork Network { get; }

    public int Loops { get; }

    public IReadOnlyList<Origin> Origins { get; }

    /// <summary>How many counted requests end the run; null when only the time does.</summary>
    public RequestBudget? Budget { get; }

    public TallyPool Tallies { get; }

    /// <summary>Finds the addresses of all servers. On any of the loops, before anything else.</summary>
    /// <exception cref="CommandFailure">A server has no address, or none that can be reached from the source addresses.</exception>
    public async Fiber ResolveAsync()
    {
        foreach (Origin origin in Origins)
        {
            origin.Tls = TlsSetup.OptionsOf(Settings.Tls, origin);
            origin.Addresses = Settings.UnixSocket is { } path ? [new UnixDomainSocketEndPoint(path)] : await ResolveAsync(origin);
        }
    }

    /// <summary>Makes what a loop needs. On that loop.</summary>
    public Fiber PrepareLoopAsync(int loop)
    {
        _workers[loop] = new LoopWorker(this, loop);
        return Fiber.Completed;
    }

    /// <summary>Runs a loop's part to its end. On that loop.</summary>
    /// <param name="loop">The loop's number.</param>
    /// <param name="start">When the run begins, on the clock that the loops share.</param>
    public async Fiber RunLoopAsync(int loop, long start)
    {
        Volatile.Write(ref _start, start);
        LoopWorker worker = _workers[loop]!;
        if (IsStopping)
        {
            worker.Stop();
        }

        await worker.RunAsync(Timeline.Of(Settings, start));
    }

    /// <summary>The result, when all loops have ended and everything they have reported was added up.</summary>
    public LoadResult Finish(LoadPlan plan, SampleCollector collected)
    {
        long steadyStart = Timeline.Of(Settings, _start).SteadyStart;
        long steadyEnd = _workers.Max(worker => worker!.SteadyEnd);
        return new LoadResult(
            plan, Timeline.Span(Math.Max(0, steadyEnd - steadyStart)), collected.Total, collected.Samples,
            [.. _workers.Select(worker => worker!.Usage!)], collected.Backlog, _isInterrupted)
        {
            GivenUp = _givenUp,
        };
    }

    public void Dispose()
    {
        foreach (LoopWorker? worker in _workers)
        {
            worker?.Dispose();
        }
    }

    internal void Report(LoopReport report) => _reports.TryWrite(report);

    private async Fiber<IReadOnlyList<EndPoint>> ResolveAsync(Origin origin)
    {
        IReadOnlyList<IPEndPoint> found;
        using FiberDeadline patience = FiberDeadline.After(Settings.Timeout);
        try
        {
            found = await Network.ResolveAsync(origin.Host.Trim('[', ']'), origin.Port, patience.CancellationToken);
        }
        catch (NameResolutionException unknown)
        {
            throw new CommandFailure($"{origin.Host}: {unknown.Message}. Check the URL's host (getent hosts {origin.Host} asks the same resolver)");
        }
        catch (OperationCanceledException)
        {
            throw new CommandFailure($"{origin.Host}: no name server has answered within --timeout ({Settings.Timeout.TotalSeconds:0.###} s)");
        }

        EndPoint[] usable = [.. found.Where(address => Settings.Source is null || address.AddressFamily == Settings.Source.Family)];
        return usable.Length > 0
            ? usable
            : throw new CommandFailure($"{origin.Host} has no address of the family of --source {Settings.Source}");
    }
}
