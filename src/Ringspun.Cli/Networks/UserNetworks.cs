using Microsoft.Extensions.Logging;
using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Networks;

/// <summary>Opens the network that was asked for.</summary>
internal static class UserNetworks
{
    /// <summary>What every link of IPv6 carries (RFC 8200 section 5), and a stack counts on.</summary>
    private const int LeastMtu = 1280;

    /// <summary>The user-level network; null: the kernel's is wanted.</summary>
    /// <param name="settings">Whose TCP, over what.</param>
    /// <param name="loops">How many loops will use it.</param>
    /// <param name="maxConnections">The most connections over all loops.</param>
    /// <param name="logger">Where it tells of its link.</param>
    /// <exception cref="PacketDeviceException">The device cannot be opened, or its packets are too short.</exception>
    public static UserNetwork? Open(NetworkSettings settings, int loops, int maxConnections, ILogger logger)
    {
        if (settings.Device is not { } device)
        {
            return null;
        }

        UserNetworkOptions options = new()
        {
            Addresses = settings.Addresses,
            Routes = settings.Gateway is { } gateway ? [KernelSide.DefaultRoute(gateway)] : [],
            Loops = loops,

            // Loops do not share exactly alike, and those in TIME-WAIT count too.
            MaxConnections = Math.Min(4_000_000, (2 * maxConnections) + 1024),
            Logger = logger,
        };
        IPacketDevice opened = Open(device, settings, loops);
        try
        {
            if (opened.Mtu < LeastMtu)
            {
                throw new PacketDeviceException(
                    opened.Name, DeviceError.MtuRefused, $"its MTU is {opened.Mtu} bytes, and the user-level stack needs {LeastMtu}", Errno.None,
                    device.InterfaceName is { } name ? $"ip link set dev {name} mtu {LeastMtu} changes it." : null);
            }

            return new UserNetwork(options, new DeviceLink(opened));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static IPacketDevice Open(PacketDeviceName device, NetworkSettings settings, int loops) => device.Kind switch
    {
        PacketDeviceKind.Tun => OpenTun(device.InterfaceName!, settings, loops),
        PacketDeviceKind.PacketSocket => PacketSocketDevice.Open(new PacketSocketOptions { Name = device.InterfaceName!, Queues = loops }),
        _ => NetfilterQueueDevice.Open(new NetfilterQueueOptions { Number = device.Number, Queues = loops }),
    };

    private static TunDevice OpenTun(string name, NetworkSettings settings, int loops)
    {
        using RouteNetlink route = RouteNetlink.Open();
        bool isThere = route.FindLink(name, out LinkInfo? link).IsDone;
        if (isThere && link!.Tun is { Queues: > 0 and int taken, HasMultipleQueues: true })
        {
            // The kernel lets a second program in, and spreads the connections of each over the queues of both.
            throw new PacketDeviceException(
                $"tun:{name}", DeviceError.Busy, $"another program has {taken} queues of the interface", Errno.EBUSY, "End that one, or take another name.");
        }

        return TunDevice.Open(new TunOptions
        {
            Name = name,
            Queues = loops,
            Addresses = isThere ? [] : KernelSide.For(settings.Addresses, settings.Gateway),
        });
    }
}
