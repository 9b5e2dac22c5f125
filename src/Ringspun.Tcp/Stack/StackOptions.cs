using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Sharing;

namespace Ringspun.Tcp;

/// <summary>What a stack is set up with.</summary>
public sealed record StackOptions
{
    /// <summary>The stack's own addresses at its beginning, each with the length of its network's prefix. At least one.</summary>
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

    /// <summary>Which of several stacks with these addresses this is; by default there is no other.</summary>
    public StackShare Share { get; init; } = new(0, 1);

    /// <summary>The most servers of which Fast Open cookies, or failures, are remembered: 1 to 1,000,000 (RFC 7413 section 4.1.3).</summary>
    public int FastOpenServers { get; init; } = 1_024;

    /// <summary>The most datagram sockets at a time: 1 to 1,000,000.</summary>
    public int MaxDatagramSockets { get; init; } = 10_000;

    /// <summary>The ICMP errors sent in a second, on average, whomever to: 0 to 1,000,000 (RFC 4443 section 2.4 (f)).</summary>
    public int IcmpErrorRate { get; init; } = 1_000;

    /// <summary>The ICMP errors sent at once after a time without any, about: 1 to 10,000.</summary>
    public int IcmpErrorBurst { get; init; } = 50;

    /// <summary>How datagram sockets behave that say nothing else.</summary>
    public DatagramSettings Datagrams { get; init; } = DatagramSettings.Default;

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
            if (!RouteTable.CanBeOwn(prefix))
            {
                throw new ArgumentException($"{prefix.Address} is no address that a host can have", nameof(Addresses));
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
        ArgumentOutOfRangeException.ThrowIfLessThan(FastOpenServers, 1, nameof(FastOpenServers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FastOpenServers, 1_000_000, nameof(FastOpenServers));
        ArgumentOutOfRangeException.ThrowIfZero(FirstEphemeralPort, nameof(FirstEphemeralPort));
        ArgumentOutOfRangeException.ThrowIfLessThan(LastEphemeralPort, FirstEphemeralPort, nameof(LastEphemeralPort));
        ArgumentOutOfRangeException.ThrowIfLessThan(Share.Count, 1, nameof(Share));
        ArgumentOutOfRangeException.ThrowIfNegative(Share.Index, nameof(Share));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Share.Index, Share.Count, nameof(Share));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDatagramSockets, 1, nameof(MaxDatagramSockets));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDatagramSockets, 1_000_000, nameof(MaxDatagramSockets));
        ArgumentOutOfRangeException.ThrowIfNegative(IcmpErrorRate, nameof(IcmpErrorRate));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IcmpErrorRate, 1_000_000, nameof(IcmpErrorRate));
        ArgumentOutOfRangeException.ThrowIfLessThan(IcmpErrorBurst, 1, nameof(IcmpErrorBurst));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IcmpErrorBurst, 10_000, nameof(IcmpErrorBurst));
        Datagrams.Check();
        Tcp.Check();
    }
}
