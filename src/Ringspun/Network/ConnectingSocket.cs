using System.Net;
using Ringspun.Linux;
using KernelSockets = Ringspun.Linux.Sockets;

namespace Ringspun;

/// <summary>Makes sockets that are about to connect, for every driver of the kernel's.</summary>
internal static class ConnectingSocket
{
    /// <summary>Makes a socket and gives it its source address.</summary>
    /// <param name="family">The peer's family.</param>
    /// <param name="options">The source, and what the connection is to be like.</param>
    /// <param name="flags">Whether calls on it wait.</param>
    /// <param name="step">Where it failed.</param>
    /// <returns>The descriptor, the caller's; or -errno.</returns>
    internal static int Create(SocketFamily family, ConnectOptions options, SocketFlags flags, out ConnectStep step)
    {
        step = ConnectStep.Socket;
        int descriptor = KernelSockets.Create(family, SocketKind.STREAM, 0, flags);
        if (descriptor < 0)
        {
            return descriptor;
        }

        if (family != SocketFamily.UNIX && options.NoDelay)
        {
            _ = KernelSockets.SetOption(descriptor, SocketOption.TCP_NODELAY, 1);
        }

        if (options.LocalEndPoint is not { } local)
        {
            return descriptor;
        }

        step = ConnectStep.Bind;
        int result = Bind(descriptor, family, local);
        if (result < 0)
        {
            _ = Descriptors.Close(descriptor);
            return result;
        }

        return descriptor;
    }

    private static int Bind(int descriptor, SocketFamily family, EndPoint local)
    {
        NativeSocketAddress address = NativeSocketAddress.From(local);
        if (address.Family != family)
        {
            // The kernel would say EINVAL or EAFNOSUPPORT, by family.
            return -(int)Errno.EINVAL;
        }

        if (family != SocketFamily.UNIX)
        {
            // Without a port only the address is taken here, and connect picks a port that is free for this destination. A port that was asked
            // for is not held up by earlier connections from it, as long as they led elsewhere or have ended.
            SocketOption option = address.Port == 0 ? SocketOption.IP_BIND_ADDRESS_NO_PORT : SocketOption.SO_REUSEADDR;
            _ = KernelSockets.SetOption(descriptor, option, 1);
        }

        return KernelSockets.Bind(descriptor, address);
    }
}
