using Ringspun.Linux.Netlink;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;

namespace Ringspun.UserLevel;

/// <summary>The other side of a TUN interface that a program makes: which addresses the kernel gets there.</summary>
public static class KernelSide
{
    /// <summary>Whether there is no interface of a name, so that opening it would make one.</summary>
    /// <param name="interfaceName">The name.</param>
    public static bool IsMissing(string interfaceName)
    {
        using RouteNetlink route = RouteNetlink.Open();
        return !route.FindLink(interfaceName, out _).IsDone;
    }

    /// <summary>
    /// An address of the kernel's for each of the stack's: the gateway where it is of that network, else the network's first that is not the stack's.
    /// </summary>
    /// <param name="own">The stack's own addresses.</param>
    /// <param name="gateway">The stack's gateway; null without one.</param>
    /// <returns>The addresses; none for a network that has no room for the kernel.</returns>
    public static IReadOnlyList<InterfaceAddress> For(IReadOnlyList<IpPrefix> own, IpAddress? gateway)
    {
        ArgumentNullException.ThrowIfNull(own);
        List<InterfaceAddress> addresses = [];
        foreach (IpPrefix prefix in own)
        {
            if (gateway is { } router && prefix.Contains(router))
            {
                addresses.Add(new InterfaceAddress(router.ToIpAddress(), prefix.Length));
            }
            else if (prefix.Length <= prefix.Address.Bits - 2)
            {
                addresses.Add(new InterfaceAddress(First(prefix).ToIpAddress(), prefix.Length));
            }
        }

        return addresses;
    }

    /// <summary>The route that sends everything of a gateway's family there.</summary>
    /// <param name="gateway">The gateway.</param>
    public static Route DefaultRoute(IpAddress gateway) => new(new IpPrefix(gateway.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6, 0), gateway);

    private static IpAddress First(in IpPrefix own)
    {
        int host = own.Address.Bits - own.Length;
        ulong low = host >= 64 ? 0 : own.Address.Low & (ulong.MaxValue << host);
        ulong high = host <= 64 ? own.Address.High : own.Address.High & (host == 128 ? 0 : ulong.MaxValue << (host - 64));
        IpAddress network = new(high, own.Address.IsIpv4 ? low | 0xFFFF_0000_0000 : low);
        IpAddress first = new(network.High, network.Low + 1);
        return first == own.Address ? new IpAddress(network.High, network.Low + 2) : first;
    }
}
