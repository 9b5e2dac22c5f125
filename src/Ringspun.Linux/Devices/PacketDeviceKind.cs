namespace Ringspun.Linux.Devices;

/// <summary>The kinds of packet devices.</summary>
public enum PacketDeviceKind
{
    /// <summary>A TUN interface (<see cref="TunDevice"/>): "tun:NAME".</summary>
    Tun,

    /// <summary>Packet sockets at an Ethernet interface (<see cref="PacketSocketDevice"/>): "packet:IFNAME".</summary>
    PacketSocket,

    /// <summary>Netfilter's queues (<see cref="NetfilterQueueDevice"/>): "nfqueue:NUMBER".</summary>
    NetfilterQueue,
}
