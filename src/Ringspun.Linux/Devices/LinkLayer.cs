namespace Ringspun.Linux.Devices;

/// <summary>What a packet of a device begins with.</summary>
public enum LinkLayer
{
    /// <summary>The IPv4 or IPv6 header; there are no neighbours to resolve.</summary>
    Ip,

    /// <summary>The Ethernet header of 14 bytes; the device has a <see cref="HardwareAddress"/>, and neighbours are found by ARP and neighbour discovery.</summary>
    Ethernet,
}
