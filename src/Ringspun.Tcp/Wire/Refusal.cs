namespace Ringspun.Tcp.Wire;

/// <summary>Why bytes are not what they should be. Parsing is total: any bytes give a value, or one of these.</summary>
public enum Refusal : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The bytes end before the header does, or before the length that the header states.</summary>
    Truncated,

    /// <summary>The version field names another protocol than the one asked for.</summary>
    BadVersion,

    /// <summary>The header length is below the minimum or beyond the packet.</summary>
    BadHeaderLength,

    /// <summary>The total length is shorter than the header.</summary>
    BadTotalLength,

    /// <summary>The checksum does not match.</summary>
    BadChecksum,

    /// <summary>A fragment is not a multiple of 8 bytes though others follow, or ends beyond 65,535 bytes.</summary>
    BadFragment,

    /// <summary>The Ethernet type field holds a length: an IEEE 802.3 frame, which no protocol here uses.</summary>
    LengthField,

    /// <summary>The ARP packet is not about IPv4 on Ethernet, or its operation is unknown.</summary>
    UnsupportedArp,

    /// <summary>More extension headers than any honest packet has.</summary>
    TooManyExtensionHeaders,

    /// <summary>A hop-by-hop header that is not the first (RFC 8200 section 4.1).</summary>
    MisplacedHopByHop,

    /// <summary>An IPv6 option whose length passes the end of its header.</summary>
    BadExtensionHeader,

    /// <summary>An IPv6 option that is unknown and says that the packet is to be discarded for that (RFC 8200 section 4.2).</summary>
    UnknownOption,

    /// <summary>A routing header with segments left: we are not a router (RFC 8200 section 4.4, RFC 5095).</summary>
    RoutingHeader,

    /// <summary>An option of length 0 or 1, or one that passes the end of the options, or one whose length is not its kind's.</summary>
    BadOption,

    /// <summary>The UDP length is below 8 or beyond the packet.</summary>
    BadLength,

    /// <summary>A port is 0.</summary>
    PortZero,

    /// <summary>A combination of TCP flags that no TCP sends: SYN with RST or FIN, or no flag at all.</summary>
    BadFlags,

    /// <summary>The source address is one that nobody can have: a group, or the limited broadcast.</summary>
    BadSource,

    /// <summary>An ICMP message of a type that needs more bytes than it has, or with fields out of their range.</summary>
    BadMessage,
}
