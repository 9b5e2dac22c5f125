using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Netlink;

/// <summary>A network interface, as it was when it was asked for.</summary>
public sealed record LinkInfo
{
    /// <summary>Its number, 1 or more.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its hardware's type: 1 for Ethernet, 772 for loopback, 65534 for TUN (ARPHRD_* of linux/if_arp.h).</summary>
    public int HardwareType { get; init; }

    /// <summary>Its flags.</summary>
    public LinkFlags Flags { get; init; }

    /// <summary>The longest packet in bytes, without the link's own header.</summary>
    public int Mtu { get; init; }

    /// <summary>Its address, if it is one of six bytes.</summary>
    public HardwareAddress? HardwareAddress { get; init; }

    /// <summary>What made it: "tun", "veth", "bridge", …; null for hardware and loopback.</summary>
    public string? Kind { get; init; }

    /// <summary>More about a "tun" link; null for other kinds, and before Linux 4.20.</summary>
    public TunLinkInfo? Tun { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool IsUp => (Flags & LinkFlags.UP) != 0;
}
