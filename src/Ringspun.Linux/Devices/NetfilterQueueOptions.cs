namespace Ringspun.Linux.Devices;

/// <summary>How netfilter's queues are opened.</summary>
public sealed record NetfilterQueueOptions
{
    /// <summary>The number of the (first) queue, as the rule names it: 0 to 65,535.</summary>
    public required int Number { get; init; }

    /// <summary>The number of queues, 1 to 256, with consecutive numbers; the rule spreads flows over them (--queue-balance).</summary>
    public int Queues { get; init; } = 1;

    /// <summary>
    /// What received packets may leave to this program. With segmentation they come as the kernel has merged them, up to 65,531 bytes; it does not tell of
    /// how many. Packets that are sent are always whole.
    /// </summary>
    public DeviceOffloads Offloads { get; init; } = DeviceOffloads.All;

    /// <summary>How many packets wait in a queue before more are dropped, 1 to 65,535.</summary>
    public int MaximumWaiting { get; init; } = 4096;

    /// <summary>
    /// Whether packets that find a queue full go on to the kernel instead of being dropped. They would meet the kernel's own TCP, which knows nothing of this
    /// program's connections and resets them.
    /// </summary>
    public bool IsFailOpen { get; init; }

    /// <summary>The longest packet in bytes that is sent: the smallest MTU of the interfaces that answers leave by.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>The bytes of packets that wait to be read; cut to net.core.rmem_max without CAP_NET_ADMIN.</summary>
    public int ReceiveBuffer { get; init; } = 4 << 20;
}
