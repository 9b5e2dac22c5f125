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
    /// <param name="remote">The peer: an <see cref="IPEndPoint"/> or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">From where, and how; null for the defaults.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>
    /// The connection. Awaiting it throws <see cref="Linux.LinuxException"/> with the error and, in its message, the way out: ECONNREFUSED,
    /// ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, ENOENT (unix); EADDRNOTAVAIL: no port is left, or the source address is none of this machine's;
    /// EADDRINUSE: the source port is another's; EINVAL: source and peer are of different families; EACCES, EMFILE, ENFILE, ….
    /// </returns>
    IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default);

    /// <summary>Takes an address for datagrams, so that loops can open sockets on it. Any thread.</summary>
    /// <param name="endPoint">The address; port 0 picks a free one. With <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/> all of its family.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The address, held until it and all of its sockets are disposed.</returns>
    /// <exception cref="Linux.LinuxException">EADDRINUSE, EACCES, EADDRNOTAVAIL, ….</exception>
    /// <exception cref="NotSupportedException">The network has connections only.</exception>
    IDatagramBinding BindDatagram(IPEndPoint endPoint, DatagramOptions? options = null) =>
        throw new NotSupportedException($"{GetType().Name} has no datagrams.");

    /// <summary>All addresses of a host, in the order in which they should be tried.</summary>
    /// <param name="host">A name, or an address in letters.</param>
    /// <param name="port">Goes into the endpoints as it is.</param>
    /// <param name="cancel">The fiber goes on at once; the look-up finishes by itself.</param>
    /// <returns>The endpoints, at least one.</returns>
    /// <exception cref="Linux.NameResolutionException">There is no such name, or no answer can be had now.</exception>
    Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, int port, CancellationToken cancel = default) =>
        NameResolver.ResolveAsync(host, port, cancel);
}
