using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Ip;

/// <summary>The routes, the longest prefix first, and which of the stack's addresses speaks to whom.</summary>
internal sealed class RouteTable
{
    private readonly IpPrefix[] _addresses;
    private readonly Route[] _routes;

    public RouteTable(StackOptions options)
    {
        _addresses = [.. options.Addresses];
        IEnumerable<Route> connected = _addresses.Select(static address => new Route(address));
        _routes = [.. connected.Concat(options.Routes).OrderByDescending(static route => route.Destination.Length)];
    }

    /// <summary>Whether an address is one of the stack's own. 127.0.0.0/8 and ::1 always are.</summary>
    public bool IsOwn(in IpAddress address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
        {
            if (own.Address == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an address is the broadcast of one of the stack's networks, or everybody's.</summary>
    public bool IsBroadcast(in IpAddress address)
    {
        if (!address.IsIpv4 || address.IsLimitedBroadcast)
        {
            return address.IsLimitedBroadcast;
        }

        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
        {
            if (own.Address.IsIpv4 && own.Length < 31 && own.Broadcast == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an address is reached without a router.</summary>
    public bool IsOnLink(in IpAddress address) => address.IsLinkLocal || (TryFind(address, out IpAddress nextHop) && nextHop == address && !IsOwn(address));

    /// <summary>The way to an address.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(in IpAddress destination, out IpAddress nextHop)
    {
        nextHop = destination;
        if (IsOwn(destination))
        {
            return true;
        }

        foreach (Route route in _routes)
        {
            if (route.Destination.Contains(destination))
            {
                nextHop = route.Gateway ?? destination;
                return true;
            }
        }

        return false;
    }

    /// <summary>The address to speak from: the one whose network shares most with the next hop, else the first of the family, link-local ones last.</summary>
    public bool TrySource(in IpAddress destination, in IpAddress nextHop, out IpAddress source)
    {
        source = destination;
        if (IsOwn(destination))
        {
            return true;
        }

        int best = -1;
        foreach (ref readonly IpPrefix own in _addresses.AsSpan())
        {
            if (own.Address.IsIpv4 != destination.IsIpv4)
            {
                continue;
            }

            bool sameScope = own.Address.IsLinkLocal == destination.IsLinkLocal;
            int fit = (own.Contains(nextHop) ? 1 + own.Length : 0) + (sameScope ? 256 : 0);
            if (fit > best)
            {
                best = fit;
                source = own.Address;
            }
        }

        return best >= 0;
    }
}
