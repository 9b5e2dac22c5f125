using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>The kernel's own TCP, UDP and unix sockets, through the driver of whatever loop asks. Any thread.</summary>
public sealed class KernelNetwork : INetwork
{
    /// <inheritdoc/>
    /// <remarks>
    /// Each loop gets a listening socket of its own (SO_REUSEPORT). Since that option would also let in a second server unnoticed, a bind without
    /// it must succeed first. A unix socket has no such option: its one listener is shared.
    /// </remarks>
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options ??= new ListenOptions();
        return endPoint switch
        {
            IPEndPoint ip => BindPort(ip, options),
            UnixDomainSocketEndPoint unix => UnixBinding.Bind(unix, options),
            _ => throw new ArgumentException($"The kernel network listens on IP and unix addresses, not on {endPoint.GetType().Name}.", nameof(endPoint)),
        };
    }

    /// <inheritdoc/>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return SocketsOf(EventLoop.Required).ConnectAsync(remote, options ?? ConnectOptions.Default, cancel);
    }

    /// <inheritdoc/>
    public IDatagramBinding BindDatagram(IPEndPoint endPoint, DatagramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return KernelDatagramBinding.Bind(endPoint, (options ?? new DatagramOptions()).Check());
    }

    internal static IKernelSockets SocketsOf(EventLoop loop) =>
        loop.Driver.Sockets ?? throw new InvalidOperationException($"The {loop.Driver.Name} driver has no kernel sockets.");

    private static PortBinding BindPort(IPEndPoint endPoint, ListenOptions options)
    {
        // What counts is what all sockets of a port say when one more is bound: the port is never free in between.
        OwnedDescriptor holder = CreateBound(endPoint, shared: false);
        try
        {
            LinuxException.ThrowIfError(KernelSockets.GetLocalAddress(holder.Number, out NativeSocketAddress address), "getsockname");
            LinuxException.ThrowIfError(KernelSockets.SetOption(holder.Number, SocketOption.SO_REUSEPORT, 1), "setsockopt SO_REUSEPORT");
            return new PortBinding((IPEndPoint)address.ToEndPoint()!, holder, options);
        }
        catch
        {
            holder.Dispose();
            throw;
        }
    }

    internal static OwnedDescriptor CreateBound(IPEndPoint endPoint, bool shared)
    {
        SocketFamily family = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? SocketFamily.INET6 : SocketFamily.INET;
        OwnedDescriptor socket = OwnedDescriptor.FromResult(KernelSockets.Create(family, SocketKind.STREAM), "socket");
        try
        {
            // Old connections in TIME-WAIT do not hold the port against a restarted server.
            KernelSockets.SetOption(socket.Number, SocketOption.SO_REUSEADDR, 1);
            if (family == SocketFamily.INET6)
            {
                KernelSockets.SetOption(socket.Number, SocketOption.IPV6_V6ONLY, 1);
            }

            if (shared)
            {
                LinuxException.ThrowIfError(KernelSockets.SetOption(socket.Number, SocketOption.SO_REUSEPORT, 1), "setsockopt SO_REUSEPORT");
            }

            int result = KernelSockets.Bind(socket.Number, NativeSocketAddress.From(endPoint));
            LinuxException.ThrowIfError(result, $"bind {endPoint}", BindAdvice(result.ToErrno(), endPoint.Port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static string? BindAdvice(Errno errno, int port) => errno switch
    {
        Errno.EADDRINUSE => $"Another program listens on port {port} (ss -ltnp shows which); stop it or choose another port.",
        Errno.EACCES => $"Ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE; choose a higher port than {port}.",
        Errno.EADDRNOTAVAIL => "No interface of this machine has that address (ip addr shows them).",
        _ => null,
    };
}
