namespace Ringspun.Tcp.Wire;

/// <summary>What an Ethernet frame carries (IANA, IEEE 802).</summary>
public enum EtherType : ushort
{
    /// <summary>IPv4.</summary>
    Ipv4 = 0x0800,

    /// <summary>ARP.</summary>
    Arp = 0x0806,

    /// <summary>IPv6.</summary>
    Ipv6 = 0x86DD,
}
