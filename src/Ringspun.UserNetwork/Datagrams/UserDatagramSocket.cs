using System.Net;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>A datagram socket of a loop's stack.</summary>
internal sealed class UserDatagramSocket : IDatagramSocket, IStackUser
{
    private readonly UserDatagramBinding _binding;
    private readonly LoopStack _stack;
    private readonly DatagramSocketId _id;
    private readonly ReceiveSource _receive;
    private readonly SendSource _send;
    private (Endpoint Local, Endpoint Remote)? _ends;
    private bool _isClosed;

    internal UserDatagramSocket(UserDatagramBinding binding, LoopStack stack)
    {
        _binding = binding;
        _stack = stack;
        _receive = new ReceiveSource(this);
        _send = new SendSource(this);
        LocalEndPoint = binding.LocalEndPoint;
        StackError error = stack.Stack.OpenUdp(binding.Local, out _id, binding.Settings);
        if (error != StackError.None)
        {
            Errno errno = error.ToErrno();
            string limit = $"The stack of each loop has at most {stack.Stack.Options.MaxDatagramSockets} datagram sockets.";
            throw new LinuxException("socket", errno, errno == Errno.ENFILE ? limit : null);
        }

        stack.Register(_id, this);
    }

    public EndPoint? LocalEndPoint { get; private set; }

    public EndPoint? RemoteEndPoint { get; private set; }

    public void Connect(IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        Endpoint peer = remote.ToEndpoint();
        Errno errno = peer.Address.IsIpv4 == _binding.Local.Address.IsIpv4 ? _stack.Stack.Connect(_id, peer).ToErrno() : Errno.EAFNOSUPPORT;
        LinuxException.ThrowIfError(-(int)errno, $"connect udp {remote}", Advice(errno));
        _ = _stack.Stack.GetDatagramSocketInfo(_id, out DatagramSocketInfo info);
        _binding.Connect(_stack, _ends, (info.Local, peer));
        _ends = (info.Local, peer);
        RemoteEndPoint = remote;
        LocalEndPoint = info.Local.ToEndPoint();
    }

    public IoOperation<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        return _receive.Start(buffer, cancel);
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _send.Start(buffer, _ends?.Remote ?? default, cancel);
    }

    public IoOperation<int> SendToAsync(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (peer.IsEmpty)
        {
            throw new ArgumentException("The datagram needs an address to go to.", nameof(peer));
        }

        return _send.Start(buffer, peer.ToEndpoint(), cancel);
    }

    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _binding.Remove(_stack, _ends);
        _stack.Unregister(_id);
        _ = _stack.Stack.CloseDatagramSocket(_id);
        _stack.Touch();
        EndPending(Errno.ECANCELED);
    }

    public void OnEvents(in StackEvent told)
    {
        if (_ends is null)
        {
            // Who is connected to nobody does not hear of such answers, not even when it is connected later.
            while (_stack.Stack.TakeError(_id, out _) == StackError.None)
            {
            }
        }

        if (_receive.IsPending)
        {
            _receive.Try();
        }

        if (_send.IsPending && (told.Events & ConnectionEvents.Writable) != 0)
        {
            _send.Try();
        }
    }

    public void OnLinkLost(Errno errno) => EndPending(errno);

    private void EndPending(Errno errno)
    {
        if (_receive.IsPending)
        {
            _receive.End(errno);
        }

        if (_send.IsPending)
        {
            _send.End(errno);
        }
    }

    /// <summary>What has been said of datagrams that were sent earlier. That a path is narrow is none of it: the next ones go in fragments.</summary>
    private Errno TakeError()
    {
        while (_stack.Stack.TakeError(_id, out DatagramError error) == StackError.None)
        {
            if (error.Error != StackError.MessageTooLong)
            {
                return error.Error.ToErrno();
            }
        }

        return _stack.Failure;
    }

    private string? Advice(Errno errno) => errno switch
    {
        Errno.EAFNOSUPPORT => "The socket's address is of another family than the peer's: use an IPv4 one for IPv4, an IPv6 one for IPv6.",
        Errno.ENETUNREACH => $"No route of the user-level stack leads there; it has {_stack.DescribeAddresses()}, and a gateway leads further.",
        Errno.EADDRNOTAVAIL => $"From the socket's own address none leads there; the user-level stack has {_stack.DescribeAddresses()}.",
        Errno.EINVAL => "The user-level stack sends datagrams to a single host and a port: not to a group, a broadcast, the unspecified address or port 0.",
        Errno.EADDRINUSE => "Another socket has this port at the address that speaks to the peer.",
        _ => null,
    };

    private sealed class ReceiveSource(UserDatagramSocket socket) : IoSource<Datagram>(socket._stack.Loop)
    {
        private Memory<byte> _buffer;

        protected override string OperationName => "recvfrom";

        internal IoOperation<Datagram> Start(Memory<byte> buffer, CancellationToken cancel)
        {
            Begin(cancel);
            _buffer = buffer;
            Try();
            return Operation;
        }

        internal void Try()
        {
            Errno errno = socket.TakeError();
            if (errno != Errno.None)
            {
                End(errno);
            }
            else if (socket._stack.Stack.ReceiveFrom(socket._id, _buffer.Span, out int count, out DatagramInfo info) == StackError.None)
            {
                _buffer = default;
                Finish(new Datagram(count, info.Length, info.Remote.ToPeerAddress()));
            }
        }

        internal void End(Errno errno)
        {
            _buffer = default;
            FinishError(errno);
        }

        // What has come, or comes later, waits in the stack.
        protected override void OnCancel() => End(Errno.ECANCELED);
    }

    private sealed class SendSource(UserDatagramSocket socket) : IoSource<int>(socket._stack.Loop)
    {
        private ReadOnlyMemory<byte> _buffer;
        private Endpoint _peer;

        protected override string OperationName => "sendto";

        internal IoOperation<int> Start(ReadOnlyMemory<byte> buffer, in Endpoint peer, CancellationToken cancel)
        {
            Begin(cancel);
            _buffer = buffer;
            _peer = peer;

            // An answer to an earlier datagram is for the receive that waits, if one does.
            if (socket._receive.IsPending)
            {
                socket._receive.Try();
            }

            Errno errno = socket.TakeError();
            if (errno == Errno.None && peer == default)
            {
                errno = Errno.EDESTADDRREQ;
            }
            else if (errno == Errno.None && peer.Address.IsIpv4 != socket._binding.Local.Address.IsIpv4)
            {
                errno = Errno.EAFNOSUPPORT;
            }

            if (errno == Errno.None)
            {
                Try();
            }
            else
            {
                End(errno);
            }

            return Operation;
        }

        internal void Try()
        {
            Errno errno = socket._stack.Stack.SendTo(socket._stack.Now, socket._id, _peer, _buffer.Span).ToErrno();
            if (errno == Errno.None)
            {
                int length = _buffer.Length;
                _buffer = default;
                socket._stack.Touch();
                Finish(length);
            }
            else if (errno != Errno.EAGAIN)
            {
                End(errno);
            }
        }

        internal void End(Errno errno)
        {
            _buffer = default;
            if (socket.Advice(errno) is { } advice)
            {
                FinishException(new LinuxException(OperationName, errno, advice));
            }
            else
            {
                FinishError(errno);
            }
        }

        // The stack copies what it takes: it holds nothing of the caller's.
        protected override void OnCancel() => End(Errno.ECANCELED);
    }
}
