using Ringspun.Linux.Devices;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Cli.Networks;

/// <summary>Whose TCP is to be used.</summary>
/// <param name="Device">The packet device of the user-level stack; null: the kernel's TCP.</param>
/// <param name="Addresses">The stack's own addresses.</param>
/// <param name="Gateway">Where packets for other networks go; null: nowhere.</param>
internal sealed record NetworkSettings(PacketDeviceName? Device, IReadOnlyList<IpPrefix> Addresses, IpAddress? Gateway)
{
    /// <summary>The kernel's TCP.</summary>
    public static NetworkSettings Kernel { get; } = new(null, [], null);
}
