using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Networks;

/// <summary>Opens the network that was asked for.</summary>
internal static class UserNetworks
{
    private static readonly IpPrefix AllIpv4 = IpPrefix.Parse("0.0.0.0/0");
    private static readonly IpPrefix AllIpv6 = IpPrefix.Parse("::/0");

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
            Routes = settings.Gateway is { } gateway ? [new Route(gateway.IsIpv4 ? AllIpv4 : AllIpv6, gateway)] : [],
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
        Addresses = Exists(device.Interface) ? [] : [.. settings.Addresses.Select(address => KernelSide(address, settings.Gateway))],
    });

    private static bool Exists(string name)
    {
        using RouteNetlink route = RouteNetlink.Open();
        return route.FindLink(name, out _).IsDone;
    }

    /// <summary>The kernel's address on an interface that is made: the gateway where it is of that network, else the network's first that is not the stack's.</summary>
    private static InterfaceAddress KernelSide(IpPrefix own, IpAddress? gateway)
    {
        if (gateway is { } router && own.Contains(router))
        {
            return new InterfaceAddress(ToAddress(router), own.Length);
        }

        if (own.Length > own.Address.Bits - 2)
        {
            throw new CommandFailure($"--address {own}: the network has no room for the kernel's address; use a shorter prefix, or make the interface yourself");
        }

        IpAddress network = Masked(own);
        IpAddress first = new(network.High, network.Low + 1);
        return new InterfaceAddress(ToAddress(first == own.Address ? new IpAddress(network.High, network.Low + 2) : first), own.Length);
    }

    private static IpAddress Masked(IpPrefix prefix)
    {
        int host = prefix.Address.Bits - prefix.Length;
        ulong low = host >= 64 ? 0 : prefix.Address.Low & (ulong.MaxValue << host);
        ulong high = host <= 64 ? prefix.Address.High : prefix.Address.High & (host == 128 ? 0 : ulong.MaxValue << (host - 64));
        return new IpAddress(high, prefix.Address.IsIpv4 ? low | 0xFFFF_0000_0000 : low);
    }

    private static IPAddress ToAddress(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[IpAddress.Ipv6Length];
        int length = address.Write(bytes);
        return new IPAddress(bytes[..length]);
    }
}
