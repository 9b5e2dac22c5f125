using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Sharing;

/// <summary>Which connection, or exchange of datagrams, a packet that has arrived is about: a segment or datagram of it, or the ICMP error about one.</summary>
/// <param name="Local">The receiver's end.</param>
/// <param name="Remote">The sender's end, or whom the packet was for that an error is about.</param>
/// <param name="Opens">Whether it asks for a new connection (SYN without ACK).</param>
public readonly record struct PacketFlow(Endpoint Local, Endpoint Remote, bool Opens)
{
    /// <summary>Whether it is about UDP, not TCP.</summary>
    public bool IsDatagram { get; private init; }

    /// <summary>Whether it is an ICMP error.</summary>
    public bool IsError { get; private init; }

    /// <summary>Of an ICMP error the upper layer's first 8 bytes that it returned, as a number.</summary>
    internal ulong Returned { get; private init; }

    /// <summary>Reads a packet as far as its ports; whether the rest is in order is the stack's business.</summary>
    /// <param name="packet">An IP packet.</param>
    /// <param name="flow">The connection, when the result is true.</param>
    /// <returns>False for what is about no connection, or does not say so: fragments, other protocols, what cannot be read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out PacketFlow flow)
    {
        flow = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        if (packet[0] >> 4 == 4)
        {
            return Ipv4Packet.TryParse(packet, out Ipv4Packet ipv4) == Refusal.None && !ipv4.IsFragment
                && TryRead(ipv4.Protocol, ipv4.Source, ipv4.Destination, ipv4.Payload, out flow);
        }

        return Ipv6Packet.TryParse(packet, out Ipv6Packet ipv6) == Refusal.None && !ipv6.IsFragment
            && TryRead(ipv6.Protocol, ipv6.Source, ipv6.Destination, ipv6.Payload, out flow);
    }

    /// <summary>Reads what an IP packet carries.</summary>
    internal static bool TryRead(IpProtocol protocol, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> payload, out PacketFlow flow)
    {
        flow = default;
        switch (protocol)
        {
            case IpProtocol.Tcp when TcpSegment.TryParse(payload, out TcpSegment segment) == Refusal.None:
                bool opens = (segment.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;
                flow = new PacketFlow(new Endpoint(destination, segment.DestinationPort), new Endpoint(source, segment.SourcePort), opens);
                return true;
            case IpProtocol.Udp when UdpDatagram.TryParse(payload, out UdpDatagram datagram) == Refusal.None:
                flow = new PacketFlow(new Endpoint(destination, datagram.DestinationPort), new Endpoint(source, datagram.SourcePort), Opens: false)
                {
                    IsDatagram = true,
                };
                return true;
            case IpProtocol.Icmp when IcmpMessage.TryParse(payload, out IcmpMessage message) == Refusal.None && message.IsError:
                return EmbeddedPacket.TryParseIpv4(message.Body, out EmbeddedPacket inner) == Refusal.None && TryRead(inner, out flow);
            case IpProtocol.Icmpv6 when Icmpv6Message.TryParse(payload, source, destination, out Icmpv6Message message) == Refusal.None && message.IsError:
                return EmbeddedPacket.TryParseIpv6(message.Body, out EmbeddedPacket inner6) == Refusal.None && TryRead(inner6, out flow);
            default:
                return false;
        }
    }

    private static bool TryRead(in EmbeddedPacket embedded, out PacketFlow flow)
    {
        flow = new PacketFlow(embedded.Source, embedded.Destination, Opens: false)
        {
            IsDatagram = embedded.Protocol == IpProtocol.Udp,
            IsError = true,
            Returned = embedded.Head,
        };
        return embedded.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
    }
}
