using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>One attempt to open a connection. The registration that it needed is the connection's afterwards.</summary>
internal sealed class EpollConnector : IoSource<IConnection>, IEpollTarget
{
    private const EpollEvents Interest = EpollEvents.IN | EpollEvents.OUT | EpollEvents.RDHUP | EpollEvents.PRI;
    private const int None = -1;

    /// <summary>A unix listener whose queue is full answers EAGAIN and never tells when it has room.</summary>
    private const long RetryNanoseconds = 1_000_000;
    private const long LongestRetryNanoseconds = 64_000_000;

    private readonly EpollAioDriver _driver;
    private readonly EpollSockets _owner;
    private readonly RetryTimer _retry;
    private NativeSocketAddress _address;
    private EndPoint? _remote;
    private EndPoint? _local;
    private long _retryDelay;
    private int _descriptor = None;
    private int _slot = None;
    private EpollEvents _seen;
    private bool _isRegistered;
    private bool _isTcp;

    internal EpollConnector(EpollAioDriver driver, EpollSockets owner)
        : base(driver.Loop)
    {
        _driver = driver;
        _owner = owner;
        _retry = new RetryTimer(this);
    }

    protected override string OperationName => "connect";

    public void OnEvents(EpollEvents events)
    {
        _seen |= events;
        if ((events & (EpollEvents.OUT | EpollEvents.ERR | EpollEvents.HUP)) != 0)
        {
            End(Sockets.GetError(_descriptor));
        }
    }

    public void Abandon() => End(-(int)Errno.ECANCELED);

    internal IoOperation<IConnection> Start(EndPoint remote, ConnectOptions options, CancellationToken cancel)
    {
        NativeSocketAddress address = NativeSocketAddress.From(remote);
        Begin(cancel);
        IoOperation<IConnection> operation = Operation;
        _address = address;
        _remote = remote;
        _local = options.LocalEndPoint;
        _isTcp = address.Family is SocketFamily.INET or SocketFamily.INET6;
        _retryDelay = RetryNanoseconds;
        _isRegistered = false;
        _seen = default;
        int result = ConnectingSocket.Create(address.Family, options, SocketFlags.NONBLOCK, out ConnectStep step);
        if (result < 0)
        {
            Fail(step, result);
            return operation;
        }

        _descriptor = result;
        _slot = _driver.Slots.Add(this);
        Try();
        return operation;
    }

    protected override void OnCancel() => End(-(int)Errno.ECANCELED);

    protected override void OnTaken() => _owner.Return(this);

    private void Try()
    {
        int result = Sockets.Connect(_descriptor, _address);
        switch (result.ToErrno())
        {
            case Errno.EINPROGRESS or Errno.EINTR:
                result = _driver.Register(_descriptor, _slot, Interest);
                _isRegistered = result >= 0;
                if (result < 0)
                {
                    End(result);
                }

                break;
            case Errno.EAGAIN when !_isTcp:
                Loop.Arm(_retry, Loop.Now + _retryDelay);
                _retryDelay = Math.Min(_retryDelay * 2, LongestRetryNanoseconds);
                break;
            default:
                End(result);
                break;
        }
    }

    private void End(int result)
    {
        Loop.Disarm(_retry);
        int descriptor = _descriptor;
        int slot = _slot;
        _descriptor = None;
        _slot = None;
        if (result >= 0)
        {
            Finish(new EpollConnection(_driver, descriptor, _isTcp, slot, _isRegistered, _seen));
            return;
        }

        _driver.Slots.Remove(slot);
        _driver.CloseDescriptor(descriptor);
        Fail(ConnectStep.Connect, result);
    }

    private void Fail(ConnectStep step, int result)
    {
        if (result == -(int)Errno.ECANCELED)
        {
            FinishCanceled();
        }
        else
        {
            FinishException(ConnectFailure.Of(step, _remote!, _local, result.ToErrno()));
        }
    }

    private sealed class RetryTimer(EpollConnector connector) : TimerEntry
    {
        protected internal override void OnExpired() => connector.Try();
    }
}
