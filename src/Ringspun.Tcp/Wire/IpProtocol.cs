namespace Ringspun.Tcp.Wire;

/// <summary>Protocol numbers, which are IPv6's next-header values too (IANA).</summary>
public enum IpProtocol : byte
{
    /// <summary>IPv6's hop-by-hop options.</summary>
    HopByHop = 0,

    /// <summary>ICMP for IPv4.</summary>
    Icmp = 1,

    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,

    /// <summary>IPv6's routing header.</summary>
    Routing = 43,

    /// <summary>IPv6's fragment header.</summary>
    Fragment = 44,

    /// <summary>ICMP for IPv6.</summary>
    Icmpv6 = 58,

    /// <summary>Nothing follows.</summary>
    NoNextHeader = 59,

    /// <summary>IPv6's destination options.</summary>
    DestinationOptions = 60,
}
