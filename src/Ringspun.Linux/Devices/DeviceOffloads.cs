namespace Ringspun.Linux.Devices;

/// <summary>Work on packets that one side of a device leaves to the other (source: virtio 1.3, section 5.1.6; TUN_F_* of linux/if_tun.h).</summary>
[Flags]
public enum DeviceOffloads
{
    /// <summary>Every packet is complete and no longer than the MTU.</summary>
    None = 0,

    /// <summary>
    /// A TCP or UDP checksum may be left to the receiver (<see cref="VirtioNetFlags.NeedsChecksum"/>): its field holds the sum of the pseudo header.
    /// Every other offload needs this one.
    /// </summary>
    Checksum = 1,

    /// <summary>A packet may be a TCP super-segment over IPv4, up to 65,535 bytes.</summary>
    TcpSegmentation4 = 2,

    /// <summary>A packet may be a TCP super-segment over IPv6, up to 65,575 bytes with the IPv6 header.</summary>
    TcpSegmentation6 = 4,

    /// <summary>A super-segment may carry CWR, which its first segment alone is to have.</summary>
    TcpSegmentationEcn = 8,

    /// <summary>A packet may be several UDP datagrams of one flow, each as long as the segment size but the last.</summary>
    UdpSegmentation = 16,

    /// <summary>All of them.</summary>
    All = Checksum | TcpSegmentation4 | TcpSegmentation6 | TcpSegmentationEcn | UdpSegmentation,
}
