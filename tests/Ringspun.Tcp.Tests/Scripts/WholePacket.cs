using System.Buffers.Binary;

namespace Ringspun.Tcp.Tests.Scripts;

/// <summary>Whole packets, written and read.</summary>
internal static class WholePacket
{
    public static byte[] Build(IpAddress source, IpAddress destination, TcpHeader header, TcpOptions options, ReadOnlySpan<byte> data, Ecn ecn = Ecn.NotCapable)
    {
        int ipLength = source.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length;
        int length = TcpHeader.Length + options.WireLength + data.Length;
        byte[] packet = new byte[ipLength + length];
        Ip(packet, source, destination, IpProtocol.Tcp, length, ecn);
        Span<byte> segment = packet.AsSpan(ipLength);
        header.Write(segment, options.WireLength);
        options.Write(segment[TcpHeader.Length..]);
        data.CopyTo(segment[(TcpHeader.Length + options.WireLength)..]);
        ulong sum = InternetChecksum.Add(segment, PseudoHeader.Sum(source, destination, IpProtocol.Tcp, length));
        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(sum));
        return packet;
    }

    public static void Ip(Span<byte> packet, IpAddress source, IpAddress destination, IpProtocol protocol, int length, Ecn ecn = Ecn.NotCapable)
    {
        if (source.IsIpv4)
        {
            new Ipv4Header { TrafficClass = (byte)ecn, TimeToLive = 64, Protocol = protocol, Source = source, Destination = destination }.Write(packet, length);
        }
        else
        {
            new Ipv6Header { TrafficClass = (byte)ecn, HopLimit = 64, NextHeader = protocol, Source = source, Destination = destination }.Write(packet, length);
        }
    }

    /// <summary>Reads what the stack has sent: it must be well-formed.</summary>
    public static void Read(ReadOnlySpan<byte> packet, out Endpoint from, out Endpoint to, out TcpSegment segment, out TcpOptions options, out Ecn ecn)
    {
        if (packet[0] >> 4 == 4)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(packet, out Ipv4Packet ip));
            Assert.Equal((IpProtocol.Tcp, packet.Length), (ip.Protocol, ip.Bytes.Length));
            ecn = ip.Ecn;
            Read(ip.Payload, ip.Source, ip.Destination, out from, out to, out segment, out options);
        }
        else
        {
            Assert.Equal(Refusal.None, Ipv6Packet.TryParse(packet, out Ipv6Packet ip));
            Assert.Equal((IpProtocol.Tcp, packet.Length), (ip.Protocol, ip.Bytes.Length));
            ecn = ip.Ecn;
            Read(ip.Payload, ip.Source, ip.Destination, out from, out to, out segment, out options);
        }
    }

    private static void Read(
        ReadOnlySpan<byte> bytes, IpAddress source, IpAddress destination, out Endpoint from, out Endpoint to, out TcpSegment segment, out TcpOptions options)
    {
        Assert.Equal(Refusal.None, TcpSegment.TryParse(bytes, out segment));

        // RFC9293 MUST-2: the sum is right in every segment of every test.
        Assert.True(segment.IsIntact(source, destination));
        Assert.Equal(Refusal.None, TcpOptions.TryParse(segment.Options, out options));
        from = new Endpoint(source, segment.SourcePort);
        to = new Endpoint(destination, segment.DestinationPort);
    }
}
