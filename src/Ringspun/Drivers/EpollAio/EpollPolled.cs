using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// A watched descriptor. Its registration is edge-triggered, and made anew for each watch that is added, for that reports what is ready
/// already: so one-time watches see the level, repeating ones the edges.
/// </summary>
internal sealed class EpollPolled(EpollAioDriver driver, EpollPoller poller) : IEpollTarget, IDeferred
{
    private const PollEvents Always = PollEvents.Error | PollEvents.HangUp;

    private readonly List<PollWatch> _watches = [];
    private readonly List<PollWatch> _due = [];
    private int _slot;
    private bool _isRegistered;
    private bool _isDeferred;

    // Outcomes of the registration that the watches hear of in the next turn.
    private Errno _failure;
    private bool _isAlwaysReady;

    internal int Descriptor { get; private set; }

    public void OnEvents(EpollEvents events) => Report((PollEvents)events);

    public void Continue()
    {
        _isDeferred = false;
        if (_watches.Count == 0)
        {
            return;
        }

        if (_failure != Errno.None)
        {
            EndAll(_failure);
        }
        else if (_isAlwaysReady)
        {
            _isAlwaysReady = false;
            Report(~Always);
        }
    }

    public void Abandon() => EndAll(Errno.ECANCELED);

    internal void Open(int descriptor)
    {
        Descriptor = descriptor;
        _slot = driver.Slots.Add(this);
        _isRegistered = false;
        _isAlwaysReady = false;
        _failure = Errno.None;
    }

    internal void Add(PollWatch watch)
    {
        _watches.Add(watch);
        PollEvents interest = PollEvents.None;
        foreach (PollWatch each in _watches)
        {
            interest |= each.Interest;
        }

        int result = _isRegistered ? driver.Modify(Descriptor, _slot, (EpollEvents)interest) : -(int)Errno.ENOENT;
        if (result == -(int)Errno.ENOENT)
        {
            // Not registered yet; or closed although it was watched, and the number has come back.
            result = driver.Register(Descriptor, _slot, (EpollEvents)interest);
        }

        _isRegistered = result >= 0;
        if (result == -(int)Errno.EPERM)
        {
            // A regular file: it never has to wait.
            _isAlwaysReady = true;
            Defer();
        }
        else if (result < 0)
        {
            _failure = result.ToErrno();
            Defer();
        }
    }

    internal void Remove(PollWatch watch)
    {
        if (_watches.Remove(watch))
        {
            CloseIfUnused();
            watch.End(Errno.ECANCELED);
        }
    }

    private void Report(PollEvents events)
    {
        for (int i = 0; i < _watches.Count;)
        {
            PollWatch watch = _watches[i];
            bool isDue = (events & (watch.Interest | Always)) != 0;
            if (isDue)
            {
                _due.Add(watch);
            }

            if (isDue && !watch.IsRepeating)
            {
                _watches.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        CloseIfUnused();
        foreach (PollWatch watch in _due)
        {
            watch.Report(events & (watch.Interest | Always));
        }

        _due.Clear();
    }

    private void EndAll(Errno errno)
    {
        _due.AddRange(_watches);
        _watches.Clear();
        CloseIfUnused();
        foreach (PollWatch watch in _due)
        {
            watch.End(errno);
        }

        _due.Clear();
    }

    private void CloseIfUnused()
    {
        if (_watches.Count > 0)
        {
            return;
        }

        driver.Slots.Remove(_slot);
        if (_isRegistered)
        {
            driver.Unregister(Descriptor);
        }

        poller.Return(this);
    }

    private void Defer()
    {
        if (!_isDeferred)
        {
            _isDeferred = true;
            driver.Defer(this);
        }
    }
}
