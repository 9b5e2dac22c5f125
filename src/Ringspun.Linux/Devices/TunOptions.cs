using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>How a TUN interface is opened.</summary>
public sealed record TunOptions
{
    /// <summary>The interface's name (see <see cref="InterfaceName.IsValid"/>).</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is made.</summary>
    public TunCreation Creation { get; init; }

    /// <summary>The number of queues, 1 to 256. The kernel spreads flows over them; one that was idle for seconds may change its queue.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>What may be left to the other side, of what the kernel can do. Without <see cref="DeviceOffloads.Checksum"/> there is none.</summary>
    public DeviceOffloads Offloads { get; init; } = DeviceOffloads.All;

    /// <summary>The MTU to set, 68 to 65,535 bytes; null leaves it (a new interface has 1,500).</summary>
    public int? Mtu { get; init; }

    /// <summary>The kernel's own addresses on the interface; those that it has already are no failure.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Whether the interface is switched on.</summary>
    public bool SwitchOn { get; init; } = true;

    /// <summary>Whether the interface is to stay when it is closed; null leaves it (a new interface goes).</summary>
    public bool? IsPersistent { get; init; }
}
