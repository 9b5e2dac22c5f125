namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>Whose TCP the end under test uses, and over what.</summary>
internal enum EndNetwork
{
    /// <summary>The kernel's, over a pair of virtual Ethernet interfaces: what is compared with.</summary>
    Kernel,

    /// <summary>Ringspun's own, over a TUN interface with offloads.</summary>
    Tun,

    /// <summary>Ringspun's own, over a packet socket at one of a pair of virtual Ethernet interfaces.</summary>
    Packet,
}
