namespace Ringspun.Linux.Devices;

/// <summary>What a super-segment is to be cut into (source: virtio 1.3, section 5.1.6; VIRTIO_NET_HDR_GSO_* of linux/virtio_net.h).</summary>
public enum VirtioNetSegmentation : byte
{
    /// <summary>The packet is not to be cut.</summary>
    None = 0,

    /// <summary>TCP segments over IPv4 (TCPV4).</summary>
    Tcp4 = 1,

    /// <summary>TCP segments over IPv6 (TCPV6).</summary>
    Tcp6 = 4,

    /// <summary>UDP datagrams over IPv4 or IPv6 (UDP_L4; since Linux 6.2).</summary>
    Udp = 5,
}
