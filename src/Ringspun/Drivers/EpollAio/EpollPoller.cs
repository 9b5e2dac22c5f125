namespace Ringspun;

/// <summary>
/// Watches descriptors that are not the driver's own. epoll knows a descriptor once, so all its watches share one registration, with all they
/// are interested in.
/// </summary>
internal sealed class EpollPoller(EpollAioDriver driver) : IPoller
{
    private readonly Dictionary<int, EpollPolled> _polled = [];
    private readonly Stack<EpollPolled> _idle = new();

    public void Watch(PollWatch watch)
    {
        watch.Begin();
        if (!_polled.TryGetValue(watch.Descriptor, out EpollPolled? polled))
        {
            polled = _idle.TryPop(out EpollPolled? idle) ? idle : new EpollPolled(driver, this);
            polled.Open(watch.Descriptor);
            _polled.Add(watch.Descriptor, polled);
        }

        polled.Add(watch);
    }

    public void Unwatch(PollWatch watch) => _polled[watch.Descriptor].Remove(watch);

    public void UnwatchAll(int descriptor)
    {
        if (_polled.TryGetValue(descriptor, out EpollPolled? polled))
        {
            polled.Abandon();
        }
    }

    /// <summary>A descriptor has no watches any more.</summary>
    internal void Return(EpollPolled polled)
    {
        _polled.Remove(polled.Descriptor);
        if (_idle.Count < 256)
        {
            _idle.Push(polled);
        }
    }
}
