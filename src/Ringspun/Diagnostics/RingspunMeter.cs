using System.Diagnostics.Metrics;

namespace Ringspun;

/// <summary>
/// The instruments of the meter <c>Ringspun</c>: those of loops with the tags <c>ringspun.loop</c> and <c>ringspun.driver</c>, those of blocking
/// pools with <c>ringspun.pool</c>.
/// </summary>
internal static class RingspunMeter
{
    internal const string Name = "Ringspun";

    private static readonly Meter Meter = new(Name);

    /// <summary>Fibers that one turn of the kernel's side has made ready.</summary>
    internal static readonly Histogram<int> Completions = Meter.CreateHistogram<int>(
        "ringspun.loop.turn.completions", "{fiber}", "Fibers that one turn of the kernel's side has made ready.");

    internal static readonly Histogram<double> QueueDelay = Meter.CreateHistogram<double>(
        "ringspun.loop.queue.delay", "s", "Time from a place at the end of the run queue to running; sampled once a turn at most.");

    private static readonly ObservableGauge<double> Utilization = Meter.CreateObservableGauge(
        "ringspun.loop.utilization", static () => Observe(static loop => loop.Meter.Utilization), "1",
        "The part of the last second in which the loop ran fibers instead of waiting for the kernel.");

    private static readonly ObservableCounter<double> BusyTime = Meter.CreateObservableCounter(
        "ringspun.loop.busy_time", static () => Observe(static loop => loop.Meter.BusySeconds), "s",
        "Time outside the kernel's side of the loop, since somebody first listened.");

    private static readonly ObservableUpDownCounter<int> Ready = Meter.CreateObservableUpDownCounter(
        "ringspun.loop.fibers.ready", static () => Observe(static loop => loop.Meter.ReadyFibers), "{fiber}",
        "Fibers in the run queue, as counted a few times a second.");

    static RingspunMeter()
    {
        Meter.CreateObservableUpDownCounter(
            "ringspun.loop.fibers.live", static () => ObserveLive(), "{fiber}", "Fibers that have not ended, of loops that track them.");
        Meter.CreateObservableUpDownCounter(
            "ringspun.loop.fibers.placed", static () => Observe(static loop => loop.PlacedFibers), "{fiber}",
            "Fibers that a runtime has started on the loop and that have not ended.");
        Meter.CreateObservableUpDownCounter("ringspun.pool.threads", ObserveThreads, "{thread}", "Threads of the blocking pool, busy and idle.");
        Meter.CreateObservableUpDownCounter(
            "ringspun.pool.calls.queued", static () => ObservePools(static pool => pool.Queued), "{call}", "Blocking calls that wait for a thread.");
        Meter.CreateObservableUpDownCounter(
            "ringspun.pool.calls.waiting", static () => ObservePools(static pool => pool.Waiting), "{call}",
            "Blocking calls that wait for room in the pool's queue.");
        Meter.CreateObservableCounter(
            "ringspun.pool.calls.begun", static () => ObservePools(static pool => pool.Ran), "{call}", "Blocking calls that a thread has begun.");
    }

    /// <summary>
    /// Makes the instruments, if they are not there yet: entering any method runs the static constructor. A pool needs it, since a process may
    /// have pools and no loop.
    /// </summary>
    internal static void Publish()
    {
    }

    /// <summary>Whether anybody listens to what loops have to measure for.</summary>
    internal static bool IsEnabled =>
        Completions.Enabled || QueueDelay.Enabled || Utilization.Enabled || BusyTime.Enabled || Ready.Enabled ||
        RingspunEventSource.Log.IsEnabled();

    private static List<Measurement<T>> Observe<T>(Func<EventLoop, T> value)
        where T : struct =>
        LiveObjects<EventLoop>.ToList().ConvertAll(loop => new Measurement<T>(value(loop), loop.Meter.Tags));

    private static List<Measurement<T>> ObservePools<T>(Func<BlockingPoolStatistics, T> value)
        where T : struct =>
        LiveObjects<BlockingPool>.ToList().ConvertAll(pool => new Measurement<T>(value(pool.Statistics), TagOf(pool)));

    private static List<Measurement<int>> ObserveThreads()
    {
        var threads = new List<Measurement<int>>();
        foreach (BlockingPool pool in LiveObjects<BlockingPool>.ToList())
        {
            BlockingPoolStatistics now = pool.Statistics;
            threads.Add(new(now.Threads - now.IdleThreads, TagOf(pool), new("ringspun.thread.state", "busy")));
            threads.Add(new(now.IdleThreads, TagOf(pool), new("ringspun.thread.state", "idle")));
        }

        return threads;
    }

    private static KeyValuePair<string, object?> TagOf(BlockingPool pool) => new("ringspun.pool", pool.Name);

    private static List<Measurement<int>> ObserveLive() =>
        LiveObjects<EventLoop>.ToList().FindAll(static loop => loop.Options.TrackFibers)
            .ConvertAll(static loop => new Measurement<int>(loop.LiveFibers, loop.Meter.Tags));
}
