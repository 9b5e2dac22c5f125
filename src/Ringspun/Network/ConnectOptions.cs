using System.Net;

namespace Ringspun;

/// <summary>How to connect. One instance serves any number of connections.</summary>
public sealed record ConnectOptions
{
    /// <summary>
    /// The source: an <see cref="IPEndPoint"/> of the peer's family, or, towards a unix socket, a
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>; null: the network picks one. With an IP address and port 0 the port is picked
    /// when the connection is opened, so each source address has all ports of net.ipv4.ip_local_port_range for each destination (ip(7),
    /// IP_BIND_ADDRESS_NO_PORT). A port of its own may serve connections to several destinations, one to each. The file of a unix
    /// socket's path stays when the connection ends: its maker removes it.
    /// </summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>Whether small sends go out at once (TCP_NODELAY): fibers send whole messages, and nothing is gained by holding one back.</summary>
    public bool NoDelay { get; init; } = true;

    internal static ConnectOptions Default { get; } = new();
}
