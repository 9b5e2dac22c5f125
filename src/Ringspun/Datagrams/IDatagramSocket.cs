using System.Net;

namespace Ringspun;

/// <summary>
/// Sends and receives datagrams. One receive and one send may be under way at a time, by different fibers; all members are for the socket's
/// loop.
/// </summary>
/// <remarks>
/// Where a connected socket's peer answers that nobody listens (ICMP port unreachable), the receive that waits ends with ECONNREFUSED, for it is
/// the one that waits for that peer; if none waits, the next operation does. An unconnected socket does not hear of such answers.
/// </remarks>
public interface IDatagramSocket : IDisposable
{
    /// <summary>This end's address.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The peer, once connected.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>From now on datagrams go to this peer unless told otherwise, and only its datagrams are received. Nothing is sent for it.</summary>
    /// <param name="remote">The peer.</param>
    /// <exception cref="Linux.LinuxException">ENETUNREACH, EAFNOSUPPORT, ….</exception>
    void Connect(IPEndPoint remote);

    /// <summary>Receives one datagram.</summary>
    /// <param name="buffer">Where to; a datagram that does not fit is cut. Must not be empty, and must be left alone until the operation has ended.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>Its length, which may be 0, and its sender.</returns>
    IoOperation<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Sends one datagram to the connected peer.</summary>
    /// <param name="buffer">The datagram, which may be empty; must be left alone until the operation has ended.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its length. LinuxException with EMSGSIZE for one that is too large, EDESTADDRREQ on an unconnected socket.</returns>
    IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Sends one datagram.</summary>
    /// <param name="buffer">The datagram, which may be empty; must be left alone until the operation has ended.</param>
    /// <param name="peer">Its receiver.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its length. LinuxException with EMSGSIZE for one that is too large, ENETUNREACH, ….</returns>
    IoOperation<int> SendToAsync(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel = default);
}
