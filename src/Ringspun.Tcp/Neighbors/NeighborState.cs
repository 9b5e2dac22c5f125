namespace Ringspun.Tcp.Neighbors;

/// <summary>What is known of a neighbour's Ethernet address (RFC 4861 section 7.3.2; for IPv4 alike).</summary>
internal enum NeighborState : byte
{
    /// <summary>It has been asked for.</summary>
    Incomplete,

    /// <summary>It was confirmed not long ago.</summary>
    Reachable,

    /// <summary>It was confirmed long ago, or told without being asked for: good enough to use, and then to be looked after.</summary>
    Stale,

    /// <summary>It is used, and may be confirmed in passing.</summary>
    Delay,

    /// <summary>The neighbour itself is being asked.</summary>
    Probe,
}
