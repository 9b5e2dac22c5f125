using System.Net;

namespace Ringspun;

/// <summary>What the kernel network needs of a driver: the kernel's sockets as connections.</summary>
public interface IKernelSockets
{
    /// <summary>Accepts on a socket that is bound and listens already.</summary>
    /// <param name="descriptor">The listening socket, non-blocking; the listener owns and closes it.</param>
    /// <param name="localEndPoint">Its address.</param>
    /// <param name="options">How accepted connections are set up.</param>
    /// <returns>The listener.</returns>
    IListener Listen(int descriptor, EndPoint localEndPoint, ListenOptions options);

    /// <summary>Opens a connection.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="options">From where, and how.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection; its errors are those of <see cref="INetwork.ConnectAsync"/>.</returns>
    IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions options, CancellationToken cancel);

    /// <summary>Sends and receives on a datagram socket that is bound already.</summary>
    /// <param name="descriptor">The socket; the result owns and closes it.</param>
    /// <returns>The socket.</returns>
    IDatagramSocket OpenDatagram(int descriptor);
}
