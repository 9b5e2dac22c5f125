namespace Ringspun.Linux;

/// <summary>
/// A socket option: level and name belong together (source: socket(7), ip(7), tcp(7), ipv6(7), udp(7)). Values are integers unless stated.
/// </summary>
/// <param name="Level">The protocol level, such as SOL_SOCKET = 1.</param>
/// <param name="Name">The option's number within its level.</param>
public readonly record struct SocketOption(int Level, int Name)
{
    private const int IP = 0;
    private const int Socket = 1;
    private const int Tcp = 6;
    private const int Udp = 17;
    private const int IPv6 = 41;

    /// <summary>Allows binding to an address with connections in TIME-WAIT; 0 or 1.</summary>
    public static SocketOption SO_REUSEADDR => new(Socket, 2);

    /// <summary>The socket's <see cref="SocketKind"/>; read only.</summary>
    public static SocketOption SO_TYPE => new(Socket, 3);

    /// <summary>Takes the pending error, a positive <see cref="Errno"/> or 0; read only.</summary>
    public static SocketOption SO_ERROR => new(Socket, 4);

    /// <summary>Allows sending to broadcast addresses; 0 or 1.</summary>
    public static SocketOption SO_BROADCAST => new(Socket, 6);

    /// <summary>The send buffer in bytes; the kernel doubles what is set, up to net.core.wmem_max.</summary>
    public static SocketOption SO_SNDBUF => new(Socket, 7);

    /// <summary>The receive buffer in bytes; the kernel doubles what is set, up to net.core.rmem_max.</summary>
    public static SocketOption SO_RCVBUF => new(Socket, 8);

    /// <summary>Keep-alive probes; 0 or 1.</summary>
    public static SocketOption SO_KEEPALIVE => new(Socket, 9);

    /// <summary>What close does with unsent data; a <see cref="LingerOption"/>.</summary>
    public static SocketOption SO_LINGER => new(Socket, 13);

    /// <summary>Several sockets may listen on one port, and the kernel spreads the connections; 0 or 1.</summary>
    public static SocketOption SO_REUSEPORT => new(Socket, 15);

    /// <summary>Whether the socket listens; read only.</summary>
    public static SocketOption SO_ACCEPTCONN => new(Socket, 30);

    /// <summary>The socket's <see cref="SocketFamily"/>; read only.</summary>
    public static SocketOption SO_DOMAIN => new(Socket, 39);

    /// <summary>Busy polling of the device queue in microseconds.</summary>
    public static SocketOption SO_BUSY_POLL => new(Socket, 46);

    /// <summary>The processor that handled the last packet of this flow.</summary>
    public static SocketOption SO_INCOMING_CPU => new(Socket, 49);

    /// <summary>Allows MSG_ZEROCOPY; 0 or 1.</summary>
    public static SocketOption SO_ZEROCOPY => new(Socket, 60);

    /// <summary>Segments leave at once, without Nagle's algorithm; 0 or 1.</summary>
    public static SocketOption TCP_NODELAY => new(Tcp, 1);

    /// <summary>Holds back partial segments; 0 or 1.</summary>
    public static SocketOption TCP_CORK => new(Tcp, 3);

    /// <summary>Idle seconds before the first keep-alive probe.</summary>
    public static SocketOption TCP_KEEPIDLE => new(Tcp, 4);

    /// <summary>Seconds between keep-alive probes.</summary>
    public static SocketOption TCP_KEEPINTVL => new(Tcp, 5);

    /// <summary>Unanswered keep-alive probes that end a connection.</summary>
    public static SocketOption TCP_KEEPCNT => new(Tcp, 6);

    /// <summary>Accept returns a connection only when data has come, or after about this many seconds.</summary>
    public static SocketOption TCP_DEFER_ACCEPT => new(Tcp, 9);

    /// <summary>The state of a connection; a <see cref="TcpInfo"/>, read only.</summary>
    public static SocketOption TCP_INFO => new(Tcp, 11);

    /// <summary>Acknowledgements are sent at once; 0 or 1, and not permanent.</summary>
    public static SocketOption TCP_QUICKACK => new(Tcp, 12);

    /// <summary>Milliseconds that sent data may stay unacknowledged before the connection is given up.</summary>
    public static SocketOption TCP_USER_TIMEOUT => new(Tcp, 18);

    /// <summary>The queue length of a listener that accepts data in SYN segments.</summary>
    public static SocketOption TCP_FASTOPEN => new(Tcp, 23);

    /// <summary>Unsent bytes above which the socket does not count as writable.</summary>
    public static SocketOption TCP_NOTSENT_LOWAT => new(Tcp, 25);

    /// <summary>
    /// Binding to port 0 takes the address only, and connect picks the port, which need be free for its destination only; 0 or 1. For IPv4 and
    /// IPv6 (source: ip(7); since Linux 4.2).
    /// </summary>
    public static SocketOption IP_BIND_ADDRESS_NO_PORT => new(IP, 24);

    /// <summary>An IPv6 socket leaves IPv4 alone; 0 or 1.</summary>
    public static SocketOption IPV6_V6ONLY => new(IPv6, 26);

    /// <summary>The size in bytes at which the kernel cuts a large datagram into several (generic segmentation offload).</summary>
    public static SocketOption UDP_SEGMENT => new(Udp, 103);

    /// <summary>The kernel may hand several datagrams over as one; 0 or 1.</summary>
    public static SocketOption UDP_GRO => new(Udp, 104);
}
