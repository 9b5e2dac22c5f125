namespace Ringspun.Linux.Devices;

/// <summary>How packet sockets are opened at an interface.</summary>
public sealed record PacketSocketOptions
{
    /// <summary>The interface's name: an Ethernet interface (veth and bridges are), or loopback.</summary>
    public required string Name { get; init; }

    /// <summary>The number of queues, 1 to 256. The kernel spreads what arrives over them by flows.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>
    /// What packets that are sent may leave to the interface. Without <see cref="DeviceOffloads.Checksum"/> there is none. Those that are received may have
    /// anything left to this program: another program of this host may have sent them, and the kernel finishes what goes out by hardware, not what comes here.
    /// </summary>
    public DeviceOffloads Offloads { get; init; } = DeviceOffloads.All;

    /// <summary>Whether packets go to the interface at once, past its queueing discipline (traffic control): a full interface then drops them.</summary>
    public bool BypassQueueing { get; init; } = true;

    /// <summary>
    /// Whether only frames to the interface's own address or to several are received, of IPv4, IPv6 and ARP, untagged. Otherwise everything is that
    /// arrives; the kernel takes the tags of VLANs away.
    /// </summary>
    public bool IsFiltered { get; init; } = true;

    /// <summary>The bytes that wait in each queue before packets are dropped; cut to net.core.rmem_max without CAP_NET_ADMIN.</summary>
    public int ReceiveBuffer { get; init; } = 4 << 20;
}
