using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Scripts;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>Packets with UDP and ICMP, written and read.</summary>
internal static class UdpPacket
{
    public static int Header(IpAddress address) => address.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length;

    public static byte[] Write(Endpoint from, Endpoint to, ReadOnlySpan<byte> data, bool checksum = true)
    {
        int header = Header(from.Address);
        byte[] packet = new byte[header + UdpDatagram.HeaderLength + data.Length];
        Span<byte> udp = packet.AsSpan(header);
        WholePacket.Ip(packet, from.Address, to.Address, IpProtocol.Udp, udp.Length);
        UdpDatagram.Write(udp, from.Port, to.Port, data.Length);
        data.CopyTo(udp[UdpDatagram.HeaderLength..]);
        if (checksum)
        {
            ulong sum = InternetChecksum.Add(udp, PseudoHeader.Sum(from.Address, to.Address, IpProtocol.Udp, udp.Length));
            BinaryPrimitives.WriteUInt16BigEndian(udp[UdpDatagram.ChecksumOffset..], UdpDatagram.FinishChecksum(sum));
        }

        return packet;
    }

    /// <summary>Reads a packet that is not a fragment: it must be well-formed, and its checksum right.</summary>
    public static byte[] Read(ReadOnlySpan<byte> packet, out Endpoint from, out Endpoint to)
    {
        ReadOnlySpan<byte> payload = Payload(packet, IpProtocol.Udp, out IpAddress source, out IpAddress destination);
        Assert.Equal(Refusal.None, UdpDatagram.TryParse(payload, out UdpDatagram datagram));
        Assert.Equal(payload.Length, datagram.Payload.Length + UdpDatagram.HeaderLength);
        Assert.True(datagram.HasChecksum && datagram.IsIntact(source, destination));
        from = new Endpoint(source, datagram.SourcePort);
        to = new Endpoint(destination, datagram.DestinationPort);
        return datagram.Payload.ToArray();
    }

    /// <summary>Reads an ICMP message of either family.</summary>
    /// <returns>Its type, code, the four bytes after the checksum, and its body.</returns>
    public static (byte Type, byte Code, uint Word, byte[] Body) ReadIcmp(ReadOnlySpan<byte> packet, out IpAddress source, out IpAddress destination)
    {
        if (packet[0] >> 4 == 4)
        {
            Assert.Equal(Refusal.None, IcmpMessage.TryParse(Payload(packet, IpProtocol.Icmp, out source, out destination), out IcmpMessage message));
            return ((byte)message.Type, message.Code, message.Rest, message.Body.ToArray());
        }

        ReadOnlySpan<byte> payload = Payload(packet, IpProtocol.Icmpv6, out source, out destination);
        Assert.Equal(Refusal.None, Icmpv6Message.TryParse(payload, source, destination, out Icmpv6Message message6));
        return ((byte)message6.Type, message6.Code, message6.Rest, message6.Body.ToArray());
    }

    /// <summary>An ICMP message of either family.</summary>
    public static byte[] Icmp(IpAddress from, IpAddress to, byte type, byte code, uint rest, ReadOnlySpan<byte> body)
    {
        int header = Header(from);
        byte[] packet = new byte[header + IcmpMessage.HeaderLength + body.Length];
        body.CopyTo(packet.AsSpan(header + IcmpMessage.HeaderLength));
        if (from.IsIpv4)
        {
            IcmpMessage.Write(packet.AsSpan(header), (IcmpType)type, code, rest);
            WholePacket.Ip(packet, from, to, IpProtocol.Icmp, packet.Length - header);
        }
        else
        {
            Icmpv6Message.Write(packet.AsSpan(header), (Icmpv6Type)type, code, rest, from, to);
            WholePacket.Ip(packet, from, to, IpProtocol.Icmpv6, packet.Length - header);
        }

        return packet;
    }

    /// <summary>Port unreachable about a packet that the stack has sent.</summary>
    public static byte[] PortUnreachable(IpAddress from, ReadOnlySpan<byte> about)
    {
        bool ipv4 = from.IsIpv4;
        IpAddress to = ipv4 ? IpAddress.ReadIpv4(about[12..]) : IpAddress.ReadIpv6(about[8..]);
        return Icmp(from, to, ipv4 ? (byte)3 : (byte)1, ipv4 ? (byte)3 : (byte)4, 0, about[..Math.Min(about.Length, ipv4 ? 548 : 1232)]);
    }

    /// <summary>A fragment of what is given.</summary>
    public static byte[] Fragment(IpAddress from, IpAddress to, IpProtocol protocol, ReadOnlySpan<byte> whole, int start, int end, bool more, uint identification = 77)
    {
        ReadOnlySpan<byte> data = whole[start..end];
        if (from.IsIpv4)
        {
            byte[] packet = [.. new byte[Ipv4Header.Length], .. data];
            new Ipv4Header
            {
                Protocol = protocol,
                TimeToLive = 9,
                Identification = (ushort)identification,
                FragmentOffset = start,
                MoreFragments = more,
                Source = from,
                Destination = to,
            }.Write(packet, data.Length);
            return packet;
        }

        byte[] packet6 = [.. new byte[Ipv6Header.Length + Ipv6FragmentHeader.Length], .. data];
        new Ipv6Header { NextHeader = IpProtocol.Fragment, HopLimit = 9, Source = from, Destination = to }.Write(packet6, packet6.Length - Ipv6Header.Length);
        new Ipv6FragmentHeader(protocol, start, more, identification).Write(packet6.AsSpan(Ipv6Header.Length));
        return packet6;
    }

    private static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet, IpProtocol protocol, out IpAddress source, out IpAddress destination)
    {
        if (packet[0] >> 4 == 4)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(packet, out Ipv4Packet ip));
            Assert.Equal((protocol, packet.Length, false), (ip.Protocol, ip.Bytes.Length, ip.IsFragment));
            (source, destination) = (ip.Source, ip.Destination);
            return ip.Payload;
        }

        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(packet, out Ipv6Packet ip6));
        Assert.Equal((protocol, packet.Length, false), (ip6.Protocol, ip6.Bytes.Length, ip6.IsFragment));
        (source, destination) = (ip6.Source, ip6.Destination);
        return ip6.Payload;
    }
}
