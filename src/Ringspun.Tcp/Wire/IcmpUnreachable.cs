namespace Ringspun.Tcp.Wire;

/// <summary>Why IPv4 could not deliver (RFC 792, RFC 1122 section 3.2.2.1).</summary>
public enum IcmpUnreachable : byte
{
    /// <summary>No way to the network.</summary>
    Network = 0,

    /// <summary>No way to the host.</summary>
    Host = 1,

    /// <summary>The host does not know the protocol.</summary>
    Protocol = 2,

    /// <summary>Nobody is at the port.</summary>
    Port = 3,

    /// <summary>The packet is too big and must not be fragmented.</summary>
    FragmentationNeeded = 4,

    /// <summary>Somebody forbids it.</summary>
    Prohibited = 13,
}
