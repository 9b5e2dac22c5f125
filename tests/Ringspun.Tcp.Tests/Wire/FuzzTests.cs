using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Wire;

/// <summary>Any bytes give a value or a refusal: never an exception, and a view never leaves its packet.</summary>
public class FuzzTests
{
    [Fact]
    public void Random_bytes() => Seeded.Each(40_000, random => ParseAll(Arbitrary.Bytes(random, random.Next(200))));

    [Fact]
    public void Changed_packets() => Seeded.Each(40_000, random =>
    {
        byte[] bytes = random.Next(3) switch
        {
            0 => Packets.Tcp(random),
            1 => Packets.Extended(random),
            _ => Packets.IcmpError(random),
        };
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(4) switch { 0 => 0, 1 => 255, 2 => (byte)random.Next(8), _ => (byte)random.Next(256) };
        }

        ParseAll(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length + 1) : bytes.Length));
    });

    [Fact]
    public void Every_prefix_of_a_packet() => Seeded.Each(200, random =>
    {
        foreach (byte[] packet in new[] { Packets.Tcp(random), Packets.Extended(random), Packets.IcmpError(random) })
        {
            for (int length = 0; length <= packet.Length; length++)
            {
                ParseAll(packet.AsSpan(0, length));
            }
        }
    });

    private static void ParseAll(ReadOnlySpan<byte> bytes)
    {
        if (EthernetFrame.TryParse(bytes, out EthernetFrame frame) == Refusal.None)
        {
            _ = (frame.Destination, frame.Source, frame.Type, frame.Payload.Length);
        }

        _ = ArpPacket.TryParse(bytes, out _);
        ParseIpv4(bytes);
        ParseIpv6(bytes);
        ParseUpper(bytes, new IpAddress(1u), new IpAddress(2u));
        _ = EmbeddedPacket.TryParseIpv4(bytes, out _);
        _ = EmbeddedPacket.TryParseIpv6(bytes, out _);
        _ = TcpOptions.TryParse(bytes, out _);
    }

    private static void ParseIpv4(ReadOnlySpan<byte> bytes)
    {
        if (Ipv4Packet.TryParse(bytes, out Ipv4Packet packet) == Refusal.None)
        {
            Assert.True(packet.HeaderLength + packet.Payload.Length == packet.Bytes.Length && packet.Bytes.Length <= bytes.Length);
            Assert.True(packet.FragmentOffset + packet.Payload.Length <= 65_535 || !packet.IsFragment);
            ParseUpper(packet.Payload, packet.Source, packet.Destination);
        }
    }

    private static void ParseIpv6(ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = Ipv6Packet.TryParse(bytes, out Ipv6Packet packet, out Ipv6Problem problem);
        if (refusal == Refusal.None)
        {
            Assert.True(packet.PayloadOffset + packet.Payload.Length == packet.Bytes.Length && packet.Bytes.Length <= bytes.Length);
            _ = (packet.Fragment, packet.TrafficClass, packet.FlowLabel, packet.HopLimit);
            ParseUpper(packet.Payload, packet.Source, packet.Destination);
        }
        else
        {
            Assert.InRange(problem.Pointer, 0, bytes.Length);
        }
    }

    private static void ParseUpper(ReadOnlySpan<byte> bytes, IpAddress source, IpAddress destination)
    {
        if (TcpSegment.TryParse(bytes, out TcpSegment segment) == Refusal.None)
        {
            Assert.Equal(bytes.Length, 20 + segment.Options.Length + segment.Payload.Length);
            _ = segment.IsIntact(source, destination);
            if (TcpOptions.TryParse(segment.Options, out TcpOptions options) == Refusal.None)
            {
                Assert.InRange(options.SackCount, (byte)0, (byte)4);
            }
        }

        if (UdpDatagram.TryParse(bytes, out UdpDatagram datagram) == Refusal.None)
        {
            Assert.True(8 + datagram.Payload.Length <= bytes.Length);
            _ = datagram.IsIntact(source, destination);
        }

        if (IcmpMessage.TryParse(bytes, out IcmpMessage message) == Refusal.None)
        {
            _ = (message.Type, message.IsError, EmbeddedPacket.TryParseIpv4(message.Body, out _));
        }

        if (Icmpv6Message.TryParse(bytes, source, destination, out Icmpv6Message message6) == Refusal.None)
        {
            _ = NeighborMessage.TryParse(message6, 255, source, destination, out _);
        }
    }
}
