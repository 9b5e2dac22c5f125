using System.Net;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>An IP port: held by a socket that never listens, shared by a listening socket per loop.</summary>
internal sealed class PortBinding(IPEndPoint endPoint, OwnedDescriptor holder, ListenOptions options) : IBinding
{
    public EndPoint LocalEndPoint => endPoint;

    public IListener Listen(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        using OwnedDescriptor socket = KernelNetwork.CreateBound(endPoint, shared: true);

        // Accepted sockets inherit the option: no system call for each of them.
        KernelSockets.SetOption(socket.Number, SocketOption.TCP_NODELAY, options.NoDelay ? 1 : 0);
        LinuxException.ThrowIfError(KernelSockets.Listen(socket.Number, options.Backlog), $"listen {endPoint}");
        return KernelNetwork.SocketsOf(loop).Listen(socket.Detach(), endPoint, options);
    }

    public void Dispose() => holder.Dispose();
}
