namespace Ringspun.Tcp;

/// <summary>When the size of segments is searched for by sending some that may be too large (RFC 4821).</summary>
public enum PathMtuProbing : byte
{
    /// <summary>Never: segments become smaller by ICMP alone. Where ICMP is dropped, a link with a small MTU swallows a connection.</summary>
    Off,

    /// <summary>
    /// Segments are as large as the link and the peer allow, until several timeouts say that they vanish; then they are made small, and the search
    /// begins. Most paths carry what the link carries, and pay nothing.
    /// </summary>
    OnBlackHole,

    /// <summary>Segments are small at first, and the search begins at once: for networks that are known to swallow packets.</summary>
    Always,
}
