using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// A connection on a non-blocking socket. Calls are made at once; only after EAGAIN the descriptor is registered with epoll, once and for both
/// directions, and from then on edges are remembered until somebody needs them.
/// </summary>
internal sealed partial class EpollConnection : SocketConnection, IEpollTarget, IDeferred
{
    private const EpollEvents Interest = EpollEvents.IN | EpollEvents.OUT | EpollEvents.RDHUP | EpollEvents.PRI;

    /// <summary>There is something behind the data: the end, an error, or bytes behind an urgent one.</summary>
    private const EpollEvents BehindTheData = EpollEvents.RDHUP | EpollEvents.HUP | EpollEvents.ERR | EpollEvents.PRI;

    private readonly EpollAioDriver _driver;
    private readonly int _slot;
    private bool _isRegistered;
    private bool _isDeferred;

    /// <summary>A connection that has just been accepted.</summary>
    internal EpollConnection(EpollAioDriver driver, int descriptor, bool isTcp)
        : base(driver.Loop, descriptor)
    {
        _driver = driver;
        _slot = driver.Slots.Add(this);
        _isTcp = isTcp;
    }

    /// <summary>
    /// A connection that was opened: the slot, and the registration if there was one, come with it. Edges that have been seen do not come again: the
    /// peer may have said all it had to say, its end included, before anybody looked.
    /// </summary>
    internal EpollConnection(EpollAioDriver driver, int descriptor, bool isTcp, int slot, bool isRegistered, EpollEvents seen)
        : base(driver.Loop, descriptor)
    {
        _driver = driver;
        _slot = slot;
        _isTcp = isTcp;
        _isRegistered = isRegistered;
        _readToEnd = (seen & BehindTheData) != 0;
        driver.Slots.Replace(slot, this);
    }

    public void OnEvents(EpollEvents events)
    {
        if ((events & BehindTheData) != 0)
        {
            _readToEnd = true;
            _readable = true;
        }

        if ((events & EpollEvents.IN) != 0)
        {
            _readable = true;
        }

        if ((events & (EpollEvents.OUT | EpollEvents.HUP | EpollEvents.ERR)) != 0)
        {
            _writable = true;
        }

        Proceed();
    }

    public void Continue()
    {
        _isDeferred = false;
        Proceed();
    }

    public void Abandon() => Dispose();

    protected override void Close()
    {
        _driver.Slots.Remove(_slot);
        _driver.CloseDescriptor(Descriptor);
        if (IsSendPending)
        {
            EndSend(-(int)Errno.ECANCELED);
        }
    }

    private void Proceed()
    {
        if (_readable && IsReceivePending)
        {
            PumpReceive();
        }

        if (_writable && IsSendPending)
        {
            PushSend();
        }
    }

    private void Defer()
    {
        if (!_isDeferred)
        {
            _isDeferred = true;
            _driver.Defer(this);
        }
    }

    /// <returns>0 or -errno.</returns>
    private int EnsureRegistered()
    {
        if (_isRegistered)
        {
            return 0;
        }

        int result = _driver.Register(Descriptor, _slot, Interest);
        _isRegistered = result >= 0;
        return result;
    }
}
