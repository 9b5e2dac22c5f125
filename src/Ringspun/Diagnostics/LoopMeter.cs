namespace Ringspun;

/// <summary>What one loop measures of itself while somebody listens. Written on the loop's thread, read on any.</summary>
internal sealed class LoopMeter
{
    private const long Window = 1_000_000_000;

    private readonly EventLoop _loop;
    private readonly ProbeFrame _probe;
    private long _busy;
    private long _busyBefore;
    private long _windowBegan;
    private long _kernelTurnBegan;
    private long _kernelTurnEnded;
    private double _utilization;
    private int _ready;

    internal LoopMeter(EventLoop loop)
    {
        _loop = loop;
        _probe = new ProbeFrame(loop);
        Tags = [new("ringspun.loop", loop.Name), new("ringspun.driver", loop.Driver.Name)];
    }

    internal KeyValuePair<string, object?>[] Tags { get; }

    internal double BusySeconds => Volatile.Read(ref _busy) / 1e9;

    internal int ReadyFibers => Volatile.Read(ref _ready);

    /// <summary>The busy part of the last whole window. A loop that has not ended one for long is asleep in the kernel, or in a fiber.</summary>
    internal double Utilization
    {
        get
        {
            long began = Volatile.Read(ref _windowBegan);
            if (began == 0 || _loop.ReadClock() - began < 2 * Window)
            {
                return Volatile.Read(ref _utilization);
            }

            return Volatile.Read(ref _kernelTurnBegan) > Volatile.Read(ref _kernelTurnEnded) ? 0 : 1;
        }
    }

    /// <summary>The loop has run its fibers and turns to the kernel.</summary>
    internal void BeginKernelTurn()
    {
        long now = _loop.ReadClock();
        if (_kernelTurnEnded != 0)
        {
            Volatile.Write(ref _busy, _busy + (now - _kernelTurnEnded));
        }

        Volatile.Write(ref _kernelTurnBegan, now);
    }

    /// <summary>The kernel's side is done; the loop has read the clock.</summary>
    /// <param name="completions">How many fibers it has made ready.</param>
    internal void EndKernelTurn(int completions)
    {
        long now = _loop.Now;
        Volatile.Write(ref _kernelTurnEnded, now);
        RingspunMeter.Completions.Record(completions, Tags);
        if (_windowBegan == 0)
        {
            Volatile.Write(ref _windowBegan, now);
        }
        else if (now - _windowBegan >= Window)
        {
            Volatile.Write(ref _utilization, Math.Min(1, (_busy - _busyBefore) / (double)(now - _windowBegan)));
            _busyBefore = _busy;
            Volatile.Write(ref _windowBegan, now);
        }

        // A second in the kernel is followed by a look at the queue; otherwise a look is as frequent as the probe returns.
        if (_probe.IsIdle)
        {
            int ready = _loop.CountReady();
            Volatile.Write(ref _ready, ready);
            if (ready > 0)
            {
                _probe.Send();
            }
        }
    }
}
