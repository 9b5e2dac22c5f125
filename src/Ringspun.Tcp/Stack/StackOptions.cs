using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;

namespace Ringspun.Tcp;

/// <summary>What a stack is set up with.</summary>
public sealed record StackOptions
{
    /// <summary>The stack's own addresses, each with the length of its network's prefix. At least one.</summary>
    public required IReadOnlyList<IpPrefix> Addresses { get; init; }

    /// <summary>Routes beyond the networks of the addresses, which are routes without being said.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>The longest packet that the link takes, in bytes: 1,280 to 65,535.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>The longest packet that the device cuts into segments itself (segmentation offload), up to 65,535; 0 when it does not.</summary>
    public int SuperSegment { get; init; }

    /// <summary>Whether the device fills in TCP's checksums.</summary>
    public bool ChecksumOffload { get; init; }

    /// <summary>The time to live, or hop limit, of packets sent. RFC9293 MUST-49: it can be set.</summary>
    public byte TimeToLive { get; init; } = 64;

    /// <summary>
    /// The memory in bytes for the data of all connections: 64 KiB and more. It bounds what is promised to peers and taken from applications;
    /// what was promised before is kept as long as the source of buffers has some. <see cref="Stack.Pressure"/> tells how much of it is in use.
    /// </summary>
    public long BufferBudget { get; init; } = 256L << 20;

    /// <summary>The most connections at a time, those in TIME-WAIT included: 1 to 4,000,000.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>The first port of those that are chosen for connections (RFC 6335 section 6).</summary>
    public ushort FirstEphemeralPort { get; init; } = 49_152;

    /// <summary>The last one.</summary>
    public ushort LastEphemeralPort { get; init; } = 65_535;

    /// <summary>How connections behave that say nothing else.</summary>
    public TcpSettings Tcp { get; init; } = TcpSettings.Default;

    internal void Check()
    {
        if (Addresses.Count == 0)
        {
            throw new ArgumentException("a stack has at least one address", nameof(Addresses));
        }

        foreach (IpPrefix prefix in Addresses)
        {
            IpAddress address = prefix.Address;
            if (address.IsUnspecified || address.IsMulticast || address.IsLimitedBroadcast)
            {
                throw new ArgumentException($"{address} is no address that a host can have", nameof(Addresses));
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Mtu, 1280, nameof(Mtu));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Mtu, ushort.MaxValue, nameof(Mtu));
        ArgumentOutOfRangeException.ThrowIfNegative(SuperSegment, nameof(SuperSegment));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SuperSegment, ushort.MaxValue, nameof(SuperSegment));
        ArgumentOutOfRangeException.ThrowIfZero(TimeToLive, nameof(TimeToLive));
        ArgumentOutOfRangeException.ThrowIfLessThan(BufferBudget, 64 * 1024, nameof(BufferBudget));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1, nameof(MaxConnections));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxConnections, 4_000_000, nameof(MaxConnections));
        ArgumentOutOfRangeException.ThrowIfZero(FirstEphemeralPort, nameof(FirstEphemeralPort));
        ArgumentOutOfRangeException.ThrowIfLessThan(LastEphemeralPort, FirstEphemeralPort, nameof(LastEphemeralPort));
        Tcp.Check();
    }
}
