using System.Net;

namespace Ringspun;

/// <summary>Where connections come from: the kernel's sockets, a user-level stack, or a simulated network.</summary>
public interface INetwork
{
    /// <summary>Takes an address, so that loops can listen on it. Any thread.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> (port 0 picks a free one) or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <returns>The address, held until it is disposed.</returns>
    /// <exception cref="Linux.LinuxException">EADDRINUSE, EACCES, EADDRNOTAVAIL, ….</exception>
    IBinding Bind(EndPoint endPoint, ListenOptions? options = null);

    /// <summary>Opens a connection from the calling loop.</summary>
    /// <param name="remote">The peer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection.</returns>
    IoOperation<IConnection> ConnectAsync(EndPoint remote, CancellationToken cancel = default);
}
