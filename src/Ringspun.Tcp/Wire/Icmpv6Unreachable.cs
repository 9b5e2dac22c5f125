namespace Ringspun.Tcp.Wire;

/// <summary>Why IPv6 could not deliver (RFC 4443 section 3.1).</summary>
public enum Icmpv6Unreachable : byte
{
    /// <summary>No route.</summary>
    NoRoute = 0,

    /// <summary>Somebody forbids it.</summary>
    Prohibited = 1,

    /// <summary>The source address reaches beyond its scope.</summary>
    BeyondScope = 2,

    /// <summary>The address does not answer.</summary>
    Address = 3,

    /// <summary>Nobody is at the port.</summary>
    Port = 4,
}
