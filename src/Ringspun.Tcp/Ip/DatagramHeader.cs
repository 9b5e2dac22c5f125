using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>The IP headers of a datagram, whole or in fragments (RFC 791 section 3.2, RFC 8200 section 4.5).</summary>
internal readonly record struct DatagramHeader
{
    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    public IpProtocol Protocol { get; init; }

    public byte TrafficClass { get; init; }

    public uint FlowLabel { get; init; }

    public byte TimeToLive { get; init; }

    /// <summary>The bytes of headers before a whole datagram.</summary>
    public int Length => Source.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length;

    /// <summary>The bytes of headers before a fragment.</summary>
    public int FragmentLength => Source.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length + Ipv6FragmentHeader.Length;

    /// <summary>The most bytes of a datagram in each fragment but the last.</summary>
    public int MostInFragment(int mtu) => (mtu - FragmentLength) & ~7;

    /// <summary>Writes the header of a whole datagram.</summary>
    public void Write(Span<byte> buffer, int length)
    {
        if (Source.IsIpv4)
        {
            // RFC 6864 section 4.1: what cannot be fragmented needs no identification.
            OfIpv4(0, 0, false, dontFragment: true).Write(buffer, length);
        }
        else
        {
            OfIpv6(Protocol).Write(buffer, length);
        }
    }

    /// <summary>Writes the headers of a fragment.</summary>
    public void WriteFragment(Span<byte> buffer, uint identification, int offset, int length, bool more)
    {
        if (Source.IsIpv4)
        {
            OfIpv4((ushort)identification, offset, more, dontFragment: false).Write(buffer, length);
            return;
        }

        OfIpv6(IpProtocol.Fragment).Write(buffer, Ipv6FragmentHeader.Length + length);
        new Ipv6FragmentHeader(Protocol, offset, more, identification).Write(buffer[Ipv6Header.Length..]);
    }

    private Ipv4Header OfIpv4(ushort identification, int offset, bool more, bool dontFragment) => new()
    {
        TrafficClass = TrafficClass,
        Identification = identification,
        DontFragment = dontFragment,
        MoreFragments = more,
        FragmentOffset = offset,
        TimeToLive = TimeToLive,
        Protocol = Protocol,
        Source = Source,
        Destination = Destination,
    };

    private Ipv6Header OfIpv6(IpProtocol next) => new()
    {
        TrafficClass = TrafficClass,
        FlowLabel = FlowLabel,
        NextHeader = next,
        HopLimit = TimeToLive,
        Source = Source,
        Destination = Destination,
    };
}
