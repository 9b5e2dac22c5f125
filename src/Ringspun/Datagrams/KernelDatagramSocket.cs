using System.Net;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>What the kernel's datagram sockets have in common on every driver. A driver adds how datagrams are moved.</summary>
internal abstract class KernelDatagramSocket(EventLoop loop, int descriptor) : IDatagramSocket
{
    private EndPoint? _localEndPoint;
    private Errno _heldError;

    // Connecting picks the local address of a socket that is bound to any.
    public EndPoint? LocalEndPoint => _localEndPoint ??= ReadLocalEndPoint();

    public EndPoint? RemoteEndPoint { get; private set; }

    internal EventLoop Loop => loop;

    internal int Descriptor => descriptor;

    internal bool IsClosed { get; private set; }

    public void Connect(IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        LinuxException.ThrowIfError(KernelSockets.Connect(descriptor, NativeSocketAddress.From(remote)), $"connect udp {remote}");
        RemoteEndPoint = remote;
        _localEndPoint = null;
    }

    public IoOperation<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        return Receive(buffer, cancel);
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return Send(buffer, default, cancel);
    }

    public IoOperation<int> SendToAsync(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (peer.IsEmpty)
        {
            throw new ArgumentException("The datagram needs an address to go to.", nameof(peer));
        }

        return Send(buffer, peer, cancel);
    }

    public void Dispose()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            Close();
        }
    }

    protected abstract IoOperation<Datagram> Receive(Memory<byte> buffer, CancellationToken cancel);

    /// <param name="buffer">The datagram.</param>
    /// <param name="peer">Its receiver; empty for the connected one.</param>
    /// <param name="cancel">Gives up.</param>
    protected abstract IoOperation<int> Send(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel);

    /// <summary>Makes the kernel let go and closes the descriptor.</summary>
    protected abstract void Close();

    /// <summary>
    /// Ends the receive that waits with an error that a send has come upon: it is about a datagram sent earlier.
    /// </summary>
    /// <returns>False: none waits.</returns>
    protected abstract bool TryFailReceive(Errno errno);

    /// <summary>
    /// Whether a send that failed is to be repeated: what it has met is the answer to an earlier one (udp(7)), and the receive that waits for
    /// answers has got it. Once only, for the peer may refuse this one too.
    /// </summary>
    internal bool PassesOn(int result) => result == -(int)Errno.ECONNREFUSED && TryFailReceive(Errno.ECONNREFUSED);

    /// <summary>An error that came for a receive which a datagram had ended by then: the next one's.</summary>
    internal void Hold(Errno errno) => _heldError = errno;

    internal Errno TakeHeldError()
    {
        Errno errno = _heldError;
        _heldError = Errno.None;
        return errno;
    }

    private EndPoint? ReadLocalEndPoint() =>
        IsClosed || KernelSockets.GetLocalAddress(descriptor, out NativeSocketAddress address) < 0 ? null : address.ToEndPoint();
}
