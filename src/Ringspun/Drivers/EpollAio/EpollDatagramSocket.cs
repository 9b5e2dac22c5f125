using Ringspun.Linux;

namespace Ringspun;

/// <summary>A datagram socket, non-blocking: calls are made at once, and only after EAGAIN it is registered with epoll, once.</summary>
internal sealed class EpollDatagramSocket : KernelDatagramSocket, IEpollTarget, IDeferred
{
    private readonly EpollAioDriver _driver;
    private readonly int _slot;
    private ReceiveSource? _receive;
    private SendSource? _send;
    private bool _readable = true;
    private bool _writable = true;
    private bool _isRegistered;
    private bool _isDeferred;

    internal EpollDatagramSocket(EpollAioDriver driver, int descriptor)
        : base(driver.Loop, descriptor)
    {
        _driver = driver;
        _slot = driver.Slots.Add(this);
    }

    public void OnEvents(EpollEvents events)
    {
        _readable |= (events & (EpollEvents.IN | EpollEvents.ERR | EpollEvents.HUP)) != 0;
        _writable |= (events & (EpollEvents.OUT | EpollEvents.ERR | EpollEvents.HUP)) != 0;
        Proceed();
    }

    public void Continue()
    {
        _isDeferred = false;
        Proceed();
    }

    public void Abandon() => Dispose();

    protected override IoOperation<Datagram> Receive(Memory<byte> buffer, CancellationToken cancel)
    {
        ReceiveSource source = _receive ??= new ReceiveSource(this);
        source.Start(buffer, cancel);
        Errno held = TakeHeldError();
        if (held != Errno.None)
        {
            source.End(held);
        }
        else
        {
            Proceed();
        }

        return source.Started;
    }

    protected override IoOperation<int> Send(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel)
    {
        SendSource source = _send ??= new SendSource(this);
        source.Start(buffer, peer, cancel);
        Proceed();
        return source.Started;
    }

    protected override bool TryFailReceive(Errno errno)
    {
        if (_receive is not { IsPending: true })
        {
            return false;
        }

        _receive.End(errno);
        return true;
    }

    protected override void Close()
    {
        _driver.Slots.Remove(_slot);
        _driver.CloseDescriptor(Descriptor);
        _receive?.EndIfPending();
        _send?.EndIfPending();
    }

    private void Proceed()
    {
        if (IsClosed)
        {
            return;
        }

        if (_receive is { IsPending: true })
        {
            TryReceive(_receive);
        }

        if (_send is { IsPending: true })
        {
            TrySend(_send);
        }
    }

    private void TryReceive(ReceiveSource receive)
    {
        if (_readable)
        {
            if (!_driver.TrySpend())
            {
                Defer();
                return;
            }

            // The result is the datagram's own length, even where it was cut.
            int result = Sockets.ReceiveFrom(Descriptor, receive.Buffer.Span, out NativeSocketAddress sender, MessageFlags.TRUNC);
            if (result >= 0)
            {
                _driver.Charge(result);
                receive.End(result, PeerAddress.Read(sender.Bytes));
                return;
            }

            if (result != -(int)Errno.EAGAIN)
            {
                receive.End(result.ToErrno());
                return;
            }

            _readable = false;
        }

        Await(receive);
    }

    private void TrySend(SendSource send)
    {
        while (_writable)
        {
            if (!_driver.TrySpend())
            {
                Defer();
                return;
            }

            int result = send.Once();
            if (result == -(int)Errno.EAGAIN)
            {
                _writable = false;
            }
            else if (!PassesOn(result))
            {
                _driver.Charge(Math.Max(result, 0));
                send.End(result);
                return;
            }
        }

        Await(send);
    }

    private void Await(IoSource source)
    {
        if (_isRegistered)
        {
            return;
        }

        int result = _driver.Register(Descriptor, _slot, EpollEvents.IN | EpollEvents.OUT);
        _isRegistered = result >= 0;
        if (result < 0)
        {
            source.FinishError(result.ToErrno());
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

    private sealed class ReceiveSource(EpollDatagramSocket socket) : IoSource<Datagram>(socket.Loop)
    {
        internal Memory<byte> Buffer { get; private set; }

        internal IoOperation<Datagram> Started => Operation;

        protected override string OperationName => "recvfrom";

        internal void Start(Memory<byte> buffer, CancellationToken cancel)
        {
            Begin(cancel);
            Buffer = buffer;
        }

        internal void End(int length, PeerAddress peer)
        {
            int capacity = Buffer.Length;
            Buffer = default;
            Finish(new Datagram(Math.Min(length, capacity), length, peer));
        }

        internal void End(Errno errno)
        {
            Buffer = default;
            FinishError(errno);
        }

        internal void EndIfPending()
        {
            if (IsPending)
            {
                End(Errno.ECANCELED);
            }
        }

        // The kernel never holds the caller's buffer: it is asked only when a datagram is there.
        protected override void OnCancel() => End(Errno.ECANCELED);
    }

    private sealed class SendSource(EpollDatagramSocket socket) : IoSource<int>(socket.Loop)
    {
        private ReadOnlyMemory<byte> _buffer;
        private NativeSocketAddress _peer;

        internal IoOperation<int> Started => Operation;

        protected override string OperationName => "sendto";

        internal void Start(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel)
        {
            Begin(cancel);
            _buffer = buffer;
            _peer.SetLength(peer.IsEmpty ? 0 : peer.Write(_peer.Buffer));
        }

        internal int Once() => _peer.Length == 0
            ? Sockets.Send(socket.Descriptor, _buffer.Span)
            : Sockets.SendTo(socket.Descriptor, _buffer.Span, _peer);

        internal void End(int result)
        {
            _buffer = default;
            if (result >= 0)
            {
                Finish(result);
            }
            else
            {
                FinishError(result.ToErrno());
            }
        }

        internal void EndIfPending()
        {
            if (IsPending)
            {
                End(-(int)Errno.ECANCELED);
            }
        }

        // The kernel copies: it never holds on to the caller's memory.
        protected override void OnCancel() => End(-(int)Errno.ECANCELED);
    }
}
