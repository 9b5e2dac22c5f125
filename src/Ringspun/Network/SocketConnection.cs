using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// What connections over the kernel's sockets have in common on every driver: deadlines, cancellation, the order of operations. A driver adds
/// how bytes are moved, and how the kernel is made to let go.
/// </summary>
internal abstract partial class SocketConnection : IConnection
{
    private EndPoint? _localEndPoint;
    private EndPoint? _remoteEndPoint;

    protected SocketConnection(EventLoop loop, int descriptor)
    {
        Loop = loop;
        Descriptor = descriptor;
    }

    public EndPoint? LocalEndPoint => _localEndPoint ??= ReadEndPoint(local: true);

    public EndPoint? RemoteEndPoint => _remoteEndPoint ??= ReadEndPoint(local: false);

    public ZeroCopyCounters ZeroCopy => new(ZeroCopySent, ZeroCopyCopied);

    internal EventLoop Loop { get; }

    protected int Descriptor { get; }

    protected bool IsClosed { get; private set; }

    protected long ZeroCopySent { get; set; }

    protected long ZeroCopyCopied { get; set; }

    public void ShutdownSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_send is { IsPending: true })
        {
            throw new InvalidOperationException("shutdown: a send is under way; await it first.");
        }

        // ENOTCONN: the peer has gone already, and its next answer will say so.
        _ = Sockets.Shutdown(Descriptor, ShutdownDirection.WR);
    }

    public void Abort()
    {
        if (!IsClosed)
        {
            _ = Sockets.SetLinger(Descriptor, LingerOption.Reset);
            Dispose();
        }
    }

    public void Dispose()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        Loop.Disarm(_receiveTimer);
        if (_sendTimer is not null)
        {
            Loop.Disarm(_sendTimer);
        }

        EndPendingReceive(Errno.ECANCELED);
        Close();
    }

    /// <summary>
    /// Makes the kernel let go and closes the descriptor. A send that is under way is finished by <see cref="EndSend"/> once the kernel is
    /// done with its buffers.
    /// </summary>
    protected abstract void Close();

    private EndPoint? ReadEndPoint(bool local)
    {
        if (IsClosed)
        {
            return null;
        }

        int result = local
            ? Sockets.GetLocalAddress(Descriptor, out NativeSocketAddress address)
            : Sockets.GetPeerAddress(Descriptor, out address);
        return result < 0 ? null : address.ToEndPoint();
    }
}
