using System.Diagnostics.Tracing;

namespace Ringspun;

/// <summary>The event source <c>Ringspun</c>: what happens to loops, and counters for tools such as <c>dotnet-counters</c>.</summary>
[EventSource(Name = "Ringspun")]
internal sealed class RingspunEventSource : EventSource
{
    internal static readonly RingspunEventSource Log = new();

    private PollingCounter[]? _counters;

    private RingspunEventSource()
    {
    }

    [Event(1, Level = EventLevel.Informational, Message = "Loop {0} has started on {1}.")]
    internal void LoopStarted(string loop, string driver) => WriteEvent(1, loop, driver);

    [Event(2, Level = EventLevel.Informational, Message = "Loop {0} on {1} has ended.")]
    internal void LoopEnded(string loop, string driver) => WriteEvent(2, loop, driver);

    [Event(3, Level = EventLevel.Warning, Message = "Fiber \"{1}\" has held up loop {0} for {3} ms in {2}.")]
    internal void FiberHogs(string loop, string fiber, string method, double milliseconds) => WriteEvent(3, loop, fiber, method, milliseconds);

    [Event(4, Level = EventLevel.Error, Message = "A fiber failed and nobody had joined it: {0}")]
    internal void FailureUnjoined(string exception) => WriteEvent(4, exception);

    [Event(5, Level = EventLevel.Error, Message = "Every fiber of loop {0} waits and nothing can come: {1}")]
    internal void Deadlock(string loop, string dump) => WriteEvent(5, loop, dump);

    /// <inheritdoc/>
    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
        {
            _counters ??=
            [
                new PollingCounter("loops", this, static () => LiveObjects<EventLoop>.ToList().Count) { DisplayName = "Event loops" },
                new PollingCounter("ready-fibers", this, static () => LiveObjects<EventLoop>.ToList().Sum(static loop => (double)loop.Meter.ReadyFibers))
                {
                    DisplayName = "Ready fibers",
                },
                new PollingCounter("live-fibers", this, static () => LiveObjects<EventLoop>.ToList().Sum(static loop => (double)loop.LiveFibers))
                {
                    DisplayName = "Live fibers of loops that track them",
                },
                new PollingCounter("utilization", this, MeanUtilization) { DisplayName = "Utilization of the loops", DisplayUnits = "%" },
            ];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (PollingCounter counter in _counters ?? [])
            {
                counter.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    [NonEvent]
    private static double MeanUtilization()
    {
        List<EventLoop> loops = LiveObjects<EventLoop>.ToList();
        return loops.Count == 0 ? 0 : 100 * loops.Average(static loop => loop.Meter.Utilization);
    }
}
