namespace Ringspun.Linux;

/// <summary>Address families, by the kernel's numbers (source: address_families(7)); System.Net.Sockets.AddressFamily numbers them otherwise.</summary>
public enum SocketFamily
{
    /// <summary>No family (AF_UNSPEC); connecting to it dissolves a datagram socket's association.</summary>
    UNSPEC = 0,

    /// <summary>Sockets of this machine, named by paths or abstract names (AF_UNIX, unix(7)).</summary>
    UNIX = 1,

    /// <summary>IPv4 (AF_INET, ip(7)).</summary>
    INET = 2,

    /// <summary>IPv6 (AF_INET6, ipv6(7)).</summary>
    INET6 = 10,

    /// <summary>Routing and interface configuration (AF_NETLINK, netlink(7)).</summary>
    NETLINK = 16,

    /// <summary>Frames of a network interface (AF_PACKET, packet(7)).</summary>
    PACKET = 17,
}
