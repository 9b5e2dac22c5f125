using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>Accepts on a listening socket. Connections are taken when a fiber asks; until then they wait in the kernel's queue.</summary>
internal sealed class EpollListener : IListener, IEpollTarget, IDeferred
{
    private readonly EpollAioDriver _driver;
    private readonly int _descriptor;
    private readonly int _slot;
    private readonly bool _isTcp;
    private readonly AcceptSource _accept;
    private readonly PauseTimer _pause;
    private AcceptPauseReport _report = new();
    private bool _ready = true;
    private bool _paused;
    private bool _closed;

    private EpollListener(EpollAioDriver driver, int descriptor, EndPoint localEndPoint)
    {
        _driver = driver;
        _descriptor = descriptor;
        _isTcp = localEndPoint is IPEndPoint;
        _accept = new AcceptSource(driver.Loop);
        _pause = new PauseTimer(this);
        _slot = driver.Slots.Add(this);
        LocalEndPoint = localEndPoint;
    }

    public EndPoint LocalEndPoint { get; }

    public IoOperation<IConnection> AcceptAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _accept.Start(cancel);
        Pump();
        return _accept.Started;
    }

    public void OnEvents(EpollEvents events)
    {
        _ready = true;
        Pump();
    }

    /// <summary>A new turn, or a descriptor is free again.</summary>
    public void Continue()
    {
        if (!_closed)
        {
            Resume();
        }
    }

    public void Abandon() => Dispose();

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _driver.Forget(this);
        _driver.Loop.Disarm(_pause);
        _driver.Slots.Remove(_slot);

        // A unix listener has duplicates in other loops, which would keep it registered here.
        _driver.Unregister(_descriptor);
        _driver.CloseDescriptor(_descriptor);
        if (_accept.IsPending)
        {
            _accept.FinishError(Errno.ECANCELED);
        }
    }

    internal static EpollListener Start(EpollAioDriver driver, int descriptor, EndPoint localEndPoint)
    {
        var listener = new EpollListener(driver, descriptor, localEndPoint);

        // A listener that loops share: one of them is woken for a connection, not all.
        EpollEvents interest = listener._isTcp ? EpollEvents.IN : EpollEvents.IN | EpollEvents.EXCLUSIVE;
        int result = driver.Register(descriptor, listener._slot, interest);
        if (result < 0)
        {
            listener.Dispose();
            throw new LinuxException("epoll_ctl", result.ToErrno());
        }

        return listener;
    }

    private void Pump()
    {
        while (_accept.IsPending && _ready && !_paused)
        {
            if (!_driver.TrySpend())
            {
                _driver.Defer(this);
                return;
            }

            int result = Sockets.Accept4(_descriptor);
            if (result >= 0)
            {
                _accept.Finish(new EpollConnection(_driver, result, _isTcp));
            }
            else
            {
                OnError(result.ToErrno());
            }
        }
    }

    private void OnError(Errno errno)
    {
        switch (errno)
        {
            case Errno.EAGAIN:
                _ready = false;
                break;
            case Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM:
                Pause(errno);
                break;
            case Errno.EBADF or Errno.EFAULT or Errno.EINVAL or Errno.ENOTSOCK:
                _accept.FinishError(errno);
                break;
            default:
                // ECONNABORTED, EPERM by a firewall, and the network errors of accept(2) concern this one connection: the next may be well.
                break;
        }
    }

    private void Pause(Errno errno)
    {
        _paused = true;
        long now = _driver.Loop.Now;
        _report.Note(now, _driver.Logger, LocalEndPoint, errno);
        _driver.Pause(this);
        _driver.Loop.Arm(_pause, now + (_driver.Options.AcceptPause.Ticks * TimeSpan.NanosecondsPerTick));
    }

    private void Resume()
    {
        if (_paused)
        {
            _paused = false;
            _driver.Forget(this);
            _driver.Loop.Disarm(_pause);
        }

        Pump();
    }

    private sealed class PauseTimer(EpollListener listener) : TimerEntry
    {
        protected internal override void OnExpired() => listener.Resume();
    }
}
