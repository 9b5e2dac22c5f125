using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Wire;

/// <summary>What is written reads as the same values.</summary>
public class RoundTripTests
{
    private const int Cases = 2000;

    [Fact]
    public void Ethernet() => Seeded.Each(Cases, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, EthernetFrame.HeaderLength + random.Next(50));
        (MacAddress destination, MacAddress source) = (Arbitrary.Mac(random), Arbitrary.Mac(random));
        EthernetFrame.Write(bytes, destination, source, EtherType.Ipv6);
        Assert.Equal(Refusal.None, EthernetFrame.TryParse(bytes, out EthernetFrame frame));
        Assert.Equal((destination, source, EtherType.Ipv6), (frame.Destination, frame.Source, frame.Type));
        Assert.True(frame.Payload.SequenceEqual(bytes.AsSpan(14)));
    });

    [Fact]
    public void Arp() => Seeded.Each(Cases, random =>
    {
        ArpPacket packet = new(
            Arbitrary.Coin(random) ? ArpOperation.Request : ArpOperation.Reply,
            Arbitrary.Mac(random), Arbitrary.Ipv4(random), Arbitrary.Mac(random), Arbitrary.Ipv4(random));
        byte[] bytes = new byte[60];
        Assert.Equal(ArpPacket.Length, packet.Write(bytes));
        Assert.Equal(Refusal.None, ArpPacket.TryParse(bytes, out ArpPacket read));
        Assert.Equal(packet, read);
    });

    [Fact]
    public void Ipv4() => Seeded.Each(Cases, random =>
    {
        int payload = random.Next(1, 200) * 8;
        Ipv4Header header = new()
        {
            TrafficClass = (byte)random.Next(256),
            Identification = Arbitrary.Word(random),
            DontFragment = Arbitrary.Coin(random),
            MoreFragments = Arbitrary.Coin(random),
            FragmentOffset = random.Next(7000) * 8,
            TimeToLive = (byte)random.Next(256),
            Protocol = (IpProtocol)random.Next(256),
            Source = Arbitrary.Ipv4(random),
            Destination = Arbitrary.Ipv4(random),
        };
        byte[] bytes = Arbitrary.Bytes(random, Ipv4Header.Length + payload + random.Next(20));
        header.Write(bytes, payload);
        Assert.Equal(Refusal.None, Ipv4Packet.TryParse(bytes, out Ipv4Packet packet));
        Ipv4Header read = new()
        {
            TrafficClass = packet.TrafficClass,
            Identification = packet.Identification,
            DontFragment = packet.DontFragment,
            MoreFragments = packet.MoreFragments,
            FragmentOffset = packet.FragmentOffset,
            TimeToLive = packet.TimeToLive,
            Protocol = packet.Protocol,
            Source = packet.Source,
            Destination = packet.Destination,
        };
        Assert.Equal(header, read);
        Assert.Equal(header.MoreFragments || header.FragmentOffset > 0, packet.IsFragment);
        Assert.True(packet.Payload.SequenceEqual(bytes.AsSpan(20, payload)));
    });

    [Fact]
    public void Ipv6() => Seeded.Each(Cases, random =>
    {
        int payload = random.Next(1500);
        Ipv6Header header = new()
        {
            TrafficClass = (byte)random.Next(256),
            FlowLabel = (uint)random.Next(1 << 20),
            NextHeader = IpProtocol.Tcp,
            HopLimit = (byte)random.Next(256),
            Source = Arbitrary.Ipv6(random),
            Destination = Arbitrary.Ipv6(random),
        };
        byte[] bytes = Arbitrary.Bytes(random, Ipv6Header.Length + payload + random.Next(20));
        header.Write(bytes, payload);
        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(bytes, out Ipv6Packet packet));
        Ipv6Header read = new()
        {
            TrafficClass = packet.TrafficClass,
            FlowLabel = packet.FlowLabel,
            NextHeader = packet.Protocol,
            HopLimit = packet.HopLimit,
            Source = packet.Source,
            Destination = packet.Destination,
        };
        Assert.Equal(header, read);
        Assert.True(packet.Payload.SequenceEqual(bytes.AsSpan(40, payload)));
    });

    [Fact]
    public void Ipv6_fragments() => Seeded.Each(Cases, random =>
    {
        Ipv6FragmentHeader fragment = new(IpProtocol.Udp, random.Next(1, 8000) * 8, Arbitrary.Coin(random), Arbitrary.Number(random));
        byte[] bytes = new byte[40 + 8 + 16];
        new Ipv6Header { NextHeader = IpProtocol.Fragment, HopLimit = 64, Source = Arbitrary.Ipv6(random), Destination = Arbitrary.Ipv6(random) }.Write(bytes, 24);
        fragment.Write(bytes.AsSpan(40));
        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(bytes, out Ipv6Packet packet));
        Assert.True(packet.IsFragment);
        Assert.Equal(fragment, packet.Fragment);
        Assert.Equal(16, packet.Payload.Length);
    });

    // RFC9293 MUST-69: the options' length is always a multiple of four, and nothing but NOPs pads them.
    [Fact]
    public void Tcp() => Seeded.Each(Cases, random =>
    {
        TcpOptions options = Arbitrary.Options(random);
        TcpHeader header = new()
        {
            SourcePort = Arbitrary.Port(random),
            DestinationPort = Arbitrary.Port(random),
            Sequence = Arbitrary.Number(random),
            Acknowledgment = Arbitrary.Number(random),
            Flags = ((TcpFlags)random.Next(256) | TcpFlags.Ack) & ~TcpFlags.Syn,
            Window = Arbitrary.Word(random),
            UrgentPointer = Arbitrary.Word(random),
        };
        byte[] bytes = Arbitrary.Bytes(random, 20 + options.WireLength + random.Next(100));
        header.Write(bytes, options.WireLength);
        Assert.Equal(options.WireLength, options.Write(bytes.AsSpan(20)));
        Assert.Equal(Refusal.None, TcpSegment.TryParse(bytes, out TcpSegment segment));
        TcpHeader read = new()
        {
            SourcePort = segment.SourcePort,
            DestinationPort = segment.DestinationPort,
            Sequence = segment.Sequence,
            Acknowledgment = segment.Acknowledgment,
            Flags = segment.Flags,
            Window = segment.Window,
            UrgentPointer = segment.UrgentPointer,
        };
        Assert.Equal(header, read);
        Assert.Equal(Refusal.None, TcpOptions.TryParse(segment.Options, out TcpOptions readOptions));
        Assert.True(options == readOptions);
        Assert.Equal(bytes.Length - 20 - options.WireLength, segment.Payload.Length);
    });

    [Fact]
    public void Udp() => Seeded.Each(Cases, random =>
    {
        bool v4 = Arbitrary.Coin(random);
        IpAddress source = v4 ? Arbitrary.Ipv4(random) : Arbitrary.Ipv6(random);
        IpAddress destination = v4 ? Arbitrary.Ipv4(random) : Arbitrary.Ipv6(random);
        byte[] bytes = Arbitrary.Bytes(random, 8 + random.Next(300));
        (ushort from, ushort to) = (Arbitrary.Word(random), Arbitrary.Port(random));
        UdpDatagram.Write(bytes, from, to, bytes.Length - 8);
        ulong sum = InternetChecksum.Add(bytes, PseudoHeader.Sum(source, destination, IpProtocol.Udp, bytes.Length));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), UdpDatagram.FinishChecksum(sum));
        Assert.Equal(Refusal.None, UdpDatagram.TryParse([.. bytes, 1, 2, 3], out UdpDatagram datagram));
        Assert.Equal((from, to), (datagram.SourcePort, datagram.DestinationPort));
        Assert.True(datagram.HasChecksum && datagram.IsIntact(source, destination));
        Assert.True(datagram.Payload.SequenceEqual(bytes.AsSpan(8)));
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        bool readable = UdpDatagram.TryParse(bytes, out datagram) == Refusal.None;
        Assert.False(readable && datagram.HasChecksum && datagram.IsIntact(source, destination));
    });

    [Fact]
    public void Icmp_echo() => Seeded.Each(Cases, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, 8 + random.Next(100));
        uint rest = Arbitrary.Number(random);
        IcmpMessage.Write(bytes, IcmpType.EchoRequest, 0, rest);
        Assert.Equal(Refusal.None, IcmpMessage.TryParse(bytes, out IcmpMessage message));
        Assert.Equal((IcmpType.EchoRequest, (byte)0, (ushort)(rest >> 16), (ushort)rest), (message.Type, message.Code, message.EchoIdentifier, message.EchoSequence));
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        Assert.Equal(Refusal.BadChecksum, IcmpMessage.TryParse(bytes, out _));

        (IpAddress source, IpAddress destination) = (Arbitrary.Ipv6(random), Arbitrary.Ipv6(random));
        Icmpv6Message.Write(bytes, Icmpv6Type.PacketTooBig, 0, rest, source, destination);
        Assert.Equal(Refusal.None, Icmpv6Message.TryParse(bytes, source, destination, out Icmpv6Message message6));
        Assert.Equal((Icmpv6Type.PacketTooBig, rest), (message6.Type, message6.Mtu));
        Assert.Equal(Refusal.BadChecksum, Icmpv6Message.TryParse(bytes, source, source.SolicitedNode(), out _));
    });

    [Fact]
    public void Neighbour_discovery() => Seeded.Each(Cases, random =>
    {
        bool advertisement = Arbitrary.Coin(random);
        (IpAddress source, IpAddress destination) = (Arbitrary.Ipv6(random), Arbitrary.Ipv6(random));
        bool Flag() => advertisement && Arbitrary.Coin(random);
        NeighborMessage neighbor = new(
            advertisement, Flag(), Flag(), Flag(), Arbitrary.Ipv6(random), Arbitrary.Coin(random) ? Arbitrary.Mac(random) : null);
        byte[] bytes = new byte[NeighborMessage.MaxLength];
        int length = neighbor.Write(bytes, source, destination);
        Assert.Equal(Refusal.None, Icmpv6Message.TryParse(bytes.AsSpan(0, length), source, destination, out Icmpv6Message message));
        Assert.Equal(Refusal.None, NeighborMessage.TryParse(message, 255, source, destination, out NeighborMessage read));
        Assert.Equal(neighbor, read);
        Assert.Equal(Refusal.BadMessage, NeighborMessage.TryParse(message, 254, source, destination, out _));
    });

    [Fact]
    public void Fast_open_cookies() => Seeded.Each(Cases, random =>
    {
        byte[] bytes = Arbitrary.Bytes(random, 2 * random.Next(2, 9));
        byte[] written = new byte[bytes.Length];
        FastOpenCookie.Read(bytes).Write(written);
        Assert.Equal(bytes, written);
    });
}
