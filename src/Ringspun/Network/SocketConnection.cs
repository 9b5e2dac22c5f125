using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>What connections over the kernel's sockets have in common on every driver.</summary>
internal abstract class SocketConnection(EventLoop loop, int descriptor) : StreamConnection(loop)
{
    public sealed override ZeroCopyCounters ZeroCopy => new(ZeroCopySent, ZeroCopyCopied);

    protected int Descriptor { get; } = descriptor;

    protected long ZeroCopySent { get; set; }

    protected long ZeroCopyCopied { get; set; }

    // ENOTCONN: the peer has gone already, and its next answer will say so.
    protected sealed override void EndStream() => _ = Sockets.Shutdown(Descriptor, ShutdownDirection.WR);

    protected sealed override void PrepareAbort() => _ = Sockets.SetLinger(Descriptor, LingerOption.Reset);

    protected sealed override EndPoint? ReadEndPoint(bool local)
    {
        int result = local
            ? Sockets.GetLocalAddress(Descriptor, out NativeSocketAddress address)
            : Sockets.GetPeerAddress(Descriptor, out address);
        return result < 0 ? null : address.ToEndPoint();
    }
}
