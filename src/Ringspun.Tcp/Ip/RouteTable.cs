using System.Diagnostics.CodeAnalysis;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Ip;

/// <summary>The routes, the longest prefix first, and which of the stack's addresses speaks to whom.</summary>
internal sealed class RouteTable
{
    private readonly IReadOnlyList<Route> _configured;
    private IpPrefix[] _addresses;
    private Route[] _routes;

    public RouteTable(StackOptions options)
    {
        _configured = options.Routes;
        Set([.. options.Addresses]);
    }

    /// <summary>The stack's own addresses.</summary>
    public IReadOnlyList<IpPrefix> Addresses => _addresses;

    /// <summary>The same, to be walked through without an enumerator.</summary>
    public ReadOnlySpan<IpPrefix> Own => _addresses;

    /// <summary>Whether a host can have an address: not a group, a broadcast or the unspecified one.</summary>
    public static bool CanBeOwn(in IpPrefix prefix) =>
        !prefix.Address.IsUnspecified && !prefix.Address.IsMulticast && !prefix.Address.IsLimitedBroadcast;

    public void Add(in IpPrefix address) => Set([.. _addresses, address]);

    /// <summary>Takes an address away, and the route to its network.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(IpAddress address)
    {
        int had = _addresses.Length;
        Set(Array.FindAll(_addresses, own => own.Address != address));
        return _addresses.Length < had;
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

    /// <summary>The address to speak from (RFC 6724): the destination itself when it is one of ours, else the best of its family.</summary>
    public bool TrySource(in IpAddress destination, in IpAddress nextHop, out IpAddress source)
    {
        source = destination;
        if (IsOwn(destination))
        {
            return true;
        }

        int best = -1;
        for (int i = 0; i < _addresses.Length; i++)
        {
            ref readonly IpPrefix own = ref _addresses[i];
            if (own.Address.IsIpv4 == destination.IsIpv4 && (best < 0 || SourceSelection.IsBetter(own, _addresses[best], destination, nextHop)))
            {
                best = i;
            }
        }

        source = best >= 0 ? _addresses[best].Address : source;
        return best >= 0;
    }

    /// <summary>Whether an address may speak to a destination: one of ours, of its family, and to others none of the loopback (RFC 1122 section 3.2.1.3).</summary>
    public bool MaySpeak(in IpAddress source, in IpAddress destination) =>
        IsOwn(source) && source.IsIpv4 == destination.IsIpv4 && (!source.IsLoopback || IsOwn(destination));

    [MemberNotNull(nameof(_addresses), nameof(_routes))]
    private void Set(IpPrefix[] addresses)
    {
        _addresses = addresses;
        IEnumerable<Route> connected = addresses.Select(static address => new Route(address));
        _routes = [.. connected.Concat(_configured).OrderByDescending(static route => route.Destination.Length)];
    }
}
