namespace Ringspun;

/// <content>Being watched and measured.</content>
public sealed partial class EventLoop
{
    private volatile LoopWatch? _watch;
    private LoopMeter _meter = null!;

    internal LoopMeter Meter => _meter;

    internal void BeginWatch(LoopWatch watch)
    {
        if (Interlocked.CompareExchange(ref _watch, watch, null) is not null)
        {
            throw new InvalidOperationException($"Loop {Name} has a watchdog already.");
        }
    }

    internal void EndWatch(LoopWatch watch) => Interlocked.CompareExchange(ref _watch, null, watch);

    private void BeginDiagnostics()
    {
        _meter = new LoopMeter(this);
        LiveObjects<EventLoop>.Add(this);
        RingspunEventSource.Log.LoopStarted(Name, Driver.Name);
    }

    private void EndDiagnostics()
    {
        LiveObjects<EventLoop>.Remove(this);
        RingspunEventSource.Log.LoopEnded(Name, Driver.Name);
    }
}
