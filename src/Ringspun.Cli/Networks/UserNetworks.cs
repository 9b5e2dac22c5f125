using Microsoft.Extensions.Logging;
using Ringspun.Linux.Devices;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Networks;

/// <summary>Opens the network that was asked for.</summary>
internal static class UserNetworks
{
    /// <summary>The user-level network; null: the kernel's is wanted.</summary>
    /// <param name="settings">Whose TCP, over what.</param>
    /// <param name="loops">How many loops will use it.</param>
    /// <param name="maxConnections">The most connections over all loops.</param>
    /// <param name="logger">Where it tells of its link.</param>
    /// <exception cref="PacketDeviceException">The device cannot be opened.</exception>
    /// <exception cref="CommandFailure">The addresses do not fit together.</exception>
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
        TunDevice opened = Open(device, settings, loops);
        try
        {
            return new UserNetwork(options, new DeviceLink(opened));
        }
        catch (ArgumentException refused)
        {
            opened.Dispose();
            throw new CommandFailure(refused.Message);
        }
    }

    private static TunDevice Open(DeviceName device, NetworkSettings settings, int loops) => TunDevice.Open(new TunOptions
    {
        Name = device.Interface,
        Queues = loops,
        Addresses = KernelSide.IsMissing(device.Interface) ? KernelSide.For(settings.Addresses, settings.Gateway) : [],
    });
}
