using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>Watches simulated descriptors. Events come in a later turn, in an order that the seed decides.</summary>
internal sealed class SimulatedPoller(SimulatedDriver driver) : IPoller
{
    private const int FirstNumber = 1_000_000_000;
    private const PollEvents Always = PollEvents.Error | PollEvents.HangUp;

    private readonly WatchTable _watches = new();
    private readonly Dictionary<int, SimulatedDescriptor> _open = [];
    private int _opened;

    public void Watch(PollWatch watch)
    {
        watch.Begin();
        _watches.Add(watch);
        Schedule(watch);
    }

    public void Unwatch(PollWatch watch)
    {
        _watches.Remove(watch);
        watch.End(Errno.ECANCELED);
    }

    public void UnwatchAll(int descriptor)
    {
        while (_watches.TryGet(descriptor, out PollWatch? watch))
        {
            Unwatch(watch);
        }
    }

    internal SimulatedDescriptor Create()
    {
        var descriptor = new SimulatedDescriptor(this, FirstNumber + _opened++);
        _open.Add(descriptor.Number, descriptor);
        return descriptor;
    }

    internal void Close(SimulatedDescriptor descriptor) => _open.Remove(descriptor.Number);

    internal void OnReady(SimulatedDescriptor descriptor)
    {
        _watches.TryGet(descriptor.Number, out PollWatch? watch);
        for (; watch is not null; watch = watch.Next)
        {
            Schedule(watch);
        }
    }

    private void Schedule(PollWatch watch) => driver.Schedule(driver.ReadClock(), () => Deliver(watch));

    private void Deliver(PollWatch watch)
    {
        if (!watch.IsWatched)
        {
            return;
        }

        if (!_open.TryGetValue(watch.Descriptor, out SimulatedDescriptor? descriptor))
        {
            _watches.Remove(watch);
            watch.End(Errno.EBADF);
            return;
        }

        PollEvents events = descriptor.Ready & (watch.Interest | Always);
        if (events != PollEvents.None)
        {
            if (!watch.IsRepeating)
            {
                _watches.Remove(watch);
            }

            watch.Report(events);
        }
    }
}
