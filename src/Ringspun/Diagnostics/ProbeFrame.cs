namespace Ringspun;

/// <summary>Goes through the run queue like a fiber, to measure how long that takes: so no fiber has to carry a time.</summary>
internal sealed class ProbeFrame(EventLoop loop) : FiberFrame
{
    private long _sent;

    internal bool IsIdle { get; private set; } = true;

    internal void Send()
    {
        IsIdle = false;
        _sent = loop.Now;
        loop.Ready(this);
    }

    protected internal override void Resume()
    {
        IsIdle = true;
        RingspunMeter.QueueDelay.Record((loop.ReadClock() - _sent) / 1e9, loop.Meter.Tags);
    }
}
