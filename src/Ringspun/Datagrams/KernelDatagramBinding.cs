using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>
/// A UDP port, shared by a socket per loop (SO_REUSEPORT). A socket that nobody reads would swallow its share of the datagrams, so the one that
/// holds the port is the first loop's.
/// </summary>
internal sealed class KernelDatagramBinding : IDatagramBinding
{
    private readonly Lock _gate = new();
    private readonly IPEndPoint _endPoint;
    private readonly DatagramOptions _options;
    private OwnedDescriptor? _first;

    private KernelDatagramBinding(IPEndPoint endPoint, OwnedDescriptor first, DatagramOptions options)
    {
        _endPoint = endPoint;
        _first = first;
        _options = options;
    }

    public EndPoint LocalEndPoint => _endPoint;

    /// <summary>
    /// Takes a port. SO_REUSEPORT would also let in a second program unnoticed, so the first socket is bound without it, and has it from then on (socket(7): what counts
    /// is what all sockets of the port say when one more is bound). The port is never free in between.
    /// </summary>
    internal static KernelDatagramBinding Bind(IPEndPoint endPoint, DatagramOptions options)
    {
        OwnedDescriptor first = CreateBound(endPoint, options, shared: false);
        try
        {
            LinuxException.ThrowIfError(KernelSockets.GetLocalAddress(first.Number, out NativeSocketAddress address), "getsockname");
            Set(first, SocketOption.SO_REUSEPORT, 1);
            return new KernelDatagramBinding((IPEndPoint)address.ToEndPoint()!, first, options);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    public IDatagramSocket Open(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        OwnedDescriptor? first;
        lock (_gate)
        {
            first = _first;
            _first = null;
        }

        using OwnedDescriptor socket = first ?? CreateBound(_endPoint, _options, shared: true);
        return KernelNetwork.SocketsOf(loop).OpenDatagram(socket.Detach());
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _first?.Dispose();
            _first = null;
        }
    }

    private static OwnedDescriptor CreateBound(IPEndPoint endPoint, DatagramOptions options, bool shared)
    {
        SocketFamily family = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? SocketFamily.INET6 : SocketFamily.INET;
        var socket = OwnedDescriptor.FromResult(
            KernelSockets.Create(family, SocketKind.DGRAM), "socket", ResourceLimits.Describe(ResourceKind.NOFILE));
        try
        {
            Set(socket, SocketOption.IPV6_V6ONLY, family == SocketFamily.INET6 ? 1 : 0);
            Set(socket, SocketOption.SO_REUSEPORT, shared ? 1 : 0);
            Set(socket, SocketOption.SO_BROADCAST, options.Broadcast ? 1 : 0);
            Set(socket, SocketOption.SO_RCVBUF, options.ReceiveBuffer);
            Set(socket, SocketOption.SO_SNDBUF, options.SendBuffer);
            int result = KernelSockets.Bind(socket.Number, NativeSocketAddress.From(endPoint));
            LinuxException.ThrowIfError(result, $"bind udp {endPoint}", KernelNetwork.BindAdvice(result.ToErrno(), endPoint.Port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Set(OwnedDescriptor socket, SocketOption option, int value)
    {
        if (value != 0)
        {
            LinuxException.ThrowIfError(KernelSockets.SetOption(socket.Number, option, value), $"setsockopt {option}");
        }
    }
}
