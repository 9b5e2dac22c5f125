using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>
/// Names for datagrams that are sent in fragments: the hash-based algorithm of RFC 7739 section 5.3. Between two hosts each name comes again as late as
/// possible, nobody else can foretell it, and a counter tells little of how much is sent to whom, because many pairs of hosts share it.
/// </summary>
internal sealed class FragmentIdentification(KeyedHash hash)
{
    private readonly uint[] _counters = new uint[256];

    /// <summary>The next name; its lower half is IPv4's.</summary>
    public uint Next(in IpAddress source, in IpAddress destination, IpProtocol protocol)
    {
        (Endpoint from, Endpoint to) = (new Endpoint(source, 0), new Endpoint(destination, 0));

        // RFC 6864: names of IPv4 are a protocol's own, those of IPv6 all protocols'.
        ulong number = source.IsIpv4 ? (ulong)protocol : 0;
        ulong place = hash.Of(KeyedHash.IdentificationCounter, from, to, number) % (ulong)_counters.Length;
        return (uint)hash.Of(KeyedHash.Identification, from, to, number) + _counters[place]++;
    }
}
