using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>What an ICMP error says of the packet that it is about: as much of it as the sender of the error returned.</summary>
/// <param name="Protocol">The upper-layer protocol.</param>
/// <param name="Source">Who had sent the packet: for an error meant for us, one of our addresses and ports.</param>
/// <param name="Destination">Whom it was for.</param>
/// <param name="Sequence">TCP's sequence number; 0 for other protocols.</param>
public readonly record struct EmbeddedPacket(IpProtocol Protocol, Endpoint Source, Endpoint Destination, uint Sequence)
{
    // RFC 792: an error returns the header and at least 64 bits of what follows: the ports, and TCP's sequence number.
    private const int LeastReturned = 8;

    /// <summary>The first 8 bytes of the upper layer as a number: UDP's whole header, or an echo's.</summary>
    internal ulong Head { get; private init; }

    /// <summary>Reads what an ICMP error of IPv4 returned. Length and checksum are not checked: routers return a part, and change fields.</summary>
    /// <param name="bytes">The body of the error.</param>
    /// <param name="packet">The packet, when nothing is refused.</param>
    public static Refusal TryParseIpv4(ReadOnlySpan<byte> bytes, out EmbeddedPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv4Header.Length)
        {
            return Refusal.Truncated;
        }

        int headerLength = (bytes[0] & 15) * 4;
        if (bytes[0] >> 4 != 4)
        {
            return Refusal.BadVersion;
        }

        if (headerLength < Ipv4Header.Length)
        {
            return Refusal.BadHeaderLength;
        }

        // A later fragment has no ports.
        if ((BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1FFF) != 0)
        {
            return Refusal.BadFragment;
        }

        return Read((IpProtocol)bytes[9], IpAddress.ReadIpv4(bytes[12..]), IpAddress.ReadIpv4(bytes[16..]), bytes, headerLength, out packet);
    }

    /// <summary>Reads what an ICMPv6 error returned, past the extension headers.</summary>
    /// <param name="bytes">The body of the error.</param>
    /// <param name="packet">The packet, when nothing is refused.</param>
    public static Refusal TryParseIpv6(ReadOnlySpan<byte> bytes, out EmbeddedPacket packet)
    {
        packet = default;
        if (bytes.Length < Ipv6Header.Length)
        {
            return Refusal.Truncated;
        }

        if (bytes[0] >> 4 != 6)
        {
            return Refusal.BadVersion;
        }

        Refusal refusal = Ipv6Extensions.Walk(bytes, out Ipv6Extensions extensions, out _);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        return extensions is { IsFragment: true, Fragment.Offset: not 0 }
            ? Refusal.BadFragment
            : Read(extensions.Protocol, IpAddress.ReadIpv6(bytes[8..]), IpAddress.ReadIpv6(bytes[24..]), bytes, extensions.PayloadOffset, out packet);
    }

    private static Refusal Read(
        IpProtocol protocol, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes, int at, out EmbeddedPacket packet)
    {
        packet = default;
        if (bytes.Length - at < LeastReturned)
        {
            return Refusal.Truncated;
        }

        bool hasPorts = protocol is IpProtocol.Tcp or IpProtocol.Udp;
        ushort from = hasPorts ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : (ushort)0;
        ushort to = hasPorts ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]) : (ushort)0;
        uint sequence = protocol == IpProtocol.Tcp ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 4)..]) : 0;
        packet = new EmbeddedPacket(protocol, new Endpoint(source, from), new Endpoint(destination, to), sequence)
        {
            Head = BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]),
        };
        return Refusal.None;
    }
}
