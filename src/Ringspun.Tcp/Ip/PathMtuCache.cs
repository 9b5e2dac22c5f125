using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Ip;

/// <summary>The paths of datagrams that are narrower than the link (RFC 1191, RFC 8201 section 5.2): a table of fixed size whose places nobody outside knows.</summary>
internal sealed class PathMtuCache(int linkMtu, KeyedHash hash)
{
    // RFC 8201 section 5.3: wider paths are looked for again after ten minutes.
    private const long Lifetime = 600_000_000_000;

    private readonly (IpAddress Destination, int Mtu, long Until)[] _places = new (IpAddress Destination, int Mtu, long Until)[256];
    private bool _isUsed;

    /// <summary>The longest packet for a destination that is not known to be too long.</summary>
    public int Of(long now, in IpAddress destination)
    {
        if (!_isUsed)
        {
            return linkMtu;
        }

        ref (IpAddress Destination, int Mtu, long Until) place = ref Place(destination);
        return place.Until > now && place.Destination == destination ? place.Mtu : linkMtu;
    }

    /// <summary>Takes note of a narrow path. A path never becomes wider by that.</summary>
    /// <returns>Whether it is narrower than what was known.</returns>
    public bool TryLower(long now, in IpAddress destination, int mtu)
    {
        mtu = Math.Max(mtu, destination.IsIpv4 ? IcmpErrors.LeastIpv4Mtu : IcmpErrors.LeastIpv6Mtu);
        if (mtu >= Of(now, destination))
        {
            return false;
        }

        _isUsed = true;
        Place(destination) = (destination, mtu, now + Lifetime);
        return true;
    }

    private ref (IpAddress Destination, int Mtu, long Until) Place(in IpAddress destination)
    {
        Endpoint end = new(destination, 0);
        return ref _places[hash.Of(KeyedHash.PathMtu, end, end) % (ulong)_places.Length];
    }
}
