namespace Ringspun.Linux.Netlink;

/// <summary>Flags of a network interface (source: netdevice(7), linux/if.h).</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The interface is switched on (IFF_UP).</summary>
    UP = 1,

    /// <summary>It has a broadcast address (IFF_BROADCAST).</summary>
    BROADCAST = 2,

    /// <summary>It leads back to this machine (IFF_LOOPBACK).</summary>
    LOOPBACK = 8,

    /// <summary>It leads to one peer (IFF_POINTOPOINT).</summary>
    POINTOPOINT = 0x10,

    /// <summary>It is on and works: its driver has it ready (IFF_RUNNING).</summary>
    RUNNING = 0x40,

    /// <summary>It has no neighbours to resolve (IFF_NOARP).</summary>
    NOARP = 0x80,

    /// <summary>It takes frames for others, too (IFF_PROMISC).</summary>
    PROMISC = 0x100,

    /// <summary>It can send to groups (IFF_MULTICAST).</summary>
    MULTICAST = 0x1000,

    /// <summary>What is below it is connected (IFF_LOWER_UP).</summary>
    LOWER_UP = 0x10000,
}
