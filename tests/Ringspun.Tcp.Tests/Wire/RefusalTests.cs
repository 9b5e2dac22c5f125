using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Wire;

/// <summary>Each thing that can be wrong has its name.</summary>
public class RefusalTests
{
    private static readonly Random Random = new(1);

    [Fact]
    public void Ethernet_with_a_length_or_from_a_group()
    {
        byte[] frame = new byte[14];
        Assert.Equal(Refusal.Truncated, EthernetFrame.TryParse(frame.AsSpan(0, 13), out _));
        Assert.Equal(Refusal.LengthField, EthernetFrame.TryParse(frame, out _));
        EthernetFrame.Write(frame, MacAddress.Broadcast, MacAddress.Broadcast, EtherType.Arp);
        Assert.Equal(Refusal.BadSource, EthernetFrame.TryParse(frame, out _));
    }

    [Theory]
    [InlineData(0, 0x02)]
    [InlineData(2, 0x86)]
    [InlineData(4, 8)]
    [InlineData(5, 6)]
    [InlineData(7, 3)]
    public void Arp_about_something_else(int at, byte value)
    {
        byte[] bytes = new byte[28];
        new ArpPacket(ArpOperation.Request, Arbitrary.Mac(Random), Arbitrary.Ipv4(Random), default, Arbitrary.Ipv4(Random)).Write(bytes);
        bytes[at] = value;
        Assert.Equal(Refusal.UnsupportedArp, ArpPacket.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(0, 0x65, Refusal.BadVersion)]
    [InlineData(0, 0x44, Refusal.BadHeaderLength)]
    [InlineData(2, 0xFF, Refusal.Truncated)]
    [InlineData(3, 19, Refusal.BadTotalLength)]
    [InlineData(0, 0x4F, Refusal.BadTotalLength)]
    [InlineData(8, 1, Refusal.BadChecksum)]
    public void Ipv4_with_a_wrong_field(int at, byte value, Refusal refusal)
    {
        byte[] bytes = new byte[28];
        Header4().Write(bytes, 8);
        bytes[at] = value;
        Assert.Equal(refusal, Ipv4Packet.TryParse(bytes, out _));
    }

    [Fact]
    public void Ipv4_fragments_that_fit_nowhere()
    {
        byte[] bytes = new byte[20 + 64];
        (Header4() with { MoreFragments = true }).Write(bytes, 9);
        Assert.Equal(Refusal.BadFragment, Ipv4Packet.TryParse(bytes, out _));
        (Header4() with { MoreFragments = true }).Write(bytes, 0);
        Assert.Equal(Refusal.BadFragment, Ipv4Packet.TryParse(bytes, out _));
        (Header4() with { FragmentOffset = 65_528 }).Write(bytes, 8);
        Assert.Equal(Refusal.BadFragment, Ipv4Packet.TryParse(bytes, out _));
        (Header4() with { FragmentOffset = 65_528 }).Write(bytes, 7);
        Assert.Equal(Refusal.None, Ipv4Packet.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Ipv4_from_nobody(string source)
    {
        byte[] bytes = new byte[20];
        (Header4() with { Source = IpAddress.Parse(source) }).Write(bytes, 0);
        Assert.Equal(Refusal.BadSource, Ipv4Packet.TryParse(bytes, out _));
    }

    // RFC9293 MUST-50.
    [Fact]
    public void Ipv4_options_are_skipped()
    {
        byte[] bytes = new byte[24 + 3];
        Header4().Write(bytes, 7);
        bytes[0] = 0x46;
        bytes[20] = 7;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), 0);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), InternetChecksum.Finish(InternetChecksum.Add(bytes.AsSpan(0, 24))));
        bytes[24] = 99;
        Assert.Equal(Refusal.None, Ipv4Packet.TryParse(bytes, out Ipv4Packet packet));
        Assert.Equal([99, 0, 0], packet.Payload.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0 }, Refusal.MisplacedHopByHop, 1, 40)]
    [InlineData(new byte[] { 17, 0, 0xC1, 0, 1, 2, 0, 0 }, Refusal.UnknownOption, 2, 42)]
    [InlineData(new byte[] { 17, 0, 0x41, 0, 1, 2, 0, 0 }, Refusal.UnknownOption, 2, 42)]
    [InlineData(new byte[] { 17, 0, 0x01, 5, 0, 0, 0, 0 }, Refusal.BadExtensionHeader, 0, 0)]
    [InlineData(new byte[] { 17, 0, 0, 0, 0, 0, 0, 1 }, Refusal.BadExtensionHeader, 0, 0)]
    [InlineData(new byte[] { 17, 9, 0, 0, 0, 0, 0, 0 }, Refusal.Truncated, 0, 0)]
    [InlineData(new byte[] { 17, 0, 0, 0 }, Refusal.Truncated, 0, 0)]
    [InlineData(new byte[] { 17, 0, 0x1E, 0, 1, 2, 0, 0 }, Refusal.None, 0, 0)]
    public void Ipv6_hop_by_hop_options(byte[] header, Refusal refusal, byte code, int pointer)
    {
        Assert.Equal(refusal, Ipv6Packet.TryParse(Packet6(IpProtocol.HopByHop, header), out _, out Ipv6Problem problem));
        Assert.Equal((code, pointer), (problem.Code, problem.Pointer));
    }

    [Fact]
    public void Ipv6_headers_that_no_host_follows()
    {
        Assert.Equal(Refusal.RoutingHeader, Ipv6Packet.TryParse(Packet6(IpProtocol.Routing, [17, 0, 0, 1, 0, 0, 0, 0]), out _, out Ipv6Problem problem));
        Assert.Equal((0, 42), (problem.Code, problem.Pointer));
        byte[] many = new byte[8 * 7];
        for (int i = 0; i < many.Length; i += 8)
        {
            (many[i], many[i + 2], many[i + 3]) = ((byte)IpProtocol.DestinationOptions, 1, 4);
        }

        Assert.Equal(Refusal.TooManyExtensionHeaders, Ipv6Packet.TryParse(Packet6(IpProtocol.DestinationOptions, many), out _));
    }

    [Fact]
    public void An_atomic_fragment_is_the_whole()
    {
        byte[] bytes = Packet6(IpProtocol.Fragment, [17, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(bytes, out Ipv6Packet packet));
        Assert.False(packet.IsFragment);
        Assert.Equal((IpProtocol.Udp, 2), (packet.Protocol, packet.Payload.Length));
    }

    [Fact]
    public void Ipv6_fragments_that_fit_nowhere()
    {
        Assert.Equal(Refusal.BadFragment, Ipv6Packet.TryParse(Packet6(IpProtocol.Fragment, [17, 0, 0, 1, 0, 0, 0, 1, 9]), out _));
        Assert.Equal(Refusal.BadFragment, Ipv6Packet.TryParse(Packet6(IpProtocol.Fragment, [17, 0, 0, 1, 0, 0, 0, 1]), out _));
        Assert.Equal(Refusal.BadFragment, Ipv6Packet.TryParse(Packet6(IpProtocol.Fragment, [17, 0, 0xFF, 0xF8, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8]), out _));
    }

    [Theory]
    [InlineData(TcpFlags.Syn | TcpFlags.Fin)]
    [InlineData(TcpFlags.Syn | TcpFlags.Rst)]
    [InlineData(TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Ack)]
    [InlineData(TcpFlags.None)]
    [InlineData(TcpFlags.Psh | TcpFlags.Urg)]
    public void Tcp_with_flags_that_nobody_sends(TcpFlags flags) => Assert.Equal(Refusal.BadFlags, ParseTcp(flags));

    [Theory]
    [InlineData(TcpFlags.Syn)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece)]
    [InlineData(TcpFlags.Rst)]
    [InlineData(TcpFlags.Fin)]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack)]
    [InlineData(TcpFlags.Ack)]
    public void Tcp_with_flags_of_the_state_machine(TcpFlags flags) => Assert.Equal(Refusal.None, ParseTcp(flags));

    [Fact]
    public void Tcp_with_a_wrong_length_or_port()
    {
        byte[] bytes = new byte[24];
        new TcpHeader { SourcePort = 1, DestinationPort = 1, Flags = TcpFlags.Ack }.Write(bytes, 0);
        Assert.Equal(Refusal.Truncated, TcpSegment.TryParse(bytes.AsSpan(0, 19), out _));
        bytes[12] = 0x40;
        Assert.Equal(Refusal.BadHeaderLength, TcpSegment.TryParse(bytes, out _));
        bytes[12] = 0x70;
        Assert.Equal(Refusal.BadHeaderLength, TcpSegment.TryParse(bytes, out _));
        bytes[12] = 0x60;
        bytes[3] = 0;
        Assert.Equal(Refusal.PortZero, TcpSegment.TryParse(bytes, out _));
    }

    // RFC9293 MUST-4, RFC9293 MUST-6, RFC9293 MUST-7, RFC9293 MUST-64, RFC9293 MUST-68: known and unknown options, illegal lengths, no alignment.
    [Theory]
    [InlineData(new byte[] { 2, 0, 5, 180 }, Refusal.BadOption)]
    [InlineData(new byte[] { 2, 1, 5, 180 }, Refusal.BadOption)]
    [InlineData(new byte[] { 2, 5, 5, 180 }, Refusal.BadOption)]
    [InlineData(new byte[] { 99, 0, 0, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 1, 1, 1, 99 }, Refusal.BadOption)]
    [InlineData(new byte[] { 3, 4, 7, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 4, 3, 7, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 5, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 5, 2, 0, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, Refusal.BadOption)]
    [InlineData(new byte[] { 99, 4, 1, 2 }, Refusal.None)]
    [InlineData(new byte[] { 34, 5, 1, 2, 3, 0, 0, 0 }, Refusal.None)]
    [InlineData(new byte[] { 0, 2, 0, 0 }, Refusal.None)]
    [InlineData(new byte[] { 1, 1, 1, 1 }, Refusal.None)]
    [InlineData(new byte[] { }, Refusal.None)]
    public void Tcp_options(byte[] bytes, Refusal refusal)
    {
        Assert.Equal(refusal, TcpOptions.TryParse(bytes, out TcpOptions options));
        Assert.True(refusal != Refusal.None || options.Present == TcpOptionSet.None);
    }

    [Fact]
    public void A_fifth_sack_block_is_refused()
    {
        TcpOptions options = default;
        for (int i = 0; i < 4; i++)
        {
            options.AddSack(new SackBlock(1, 2));
        }

        Assert.Throws<InvalidOperationException>(() => options.AddSack(new SackBlock(1, 2)));
    }

    [Fact]
    public void Udp_with_a_wrong_length_port_or_checksum()
    {
        byte[] bytes = new byte[12];
        UdpDatagram.Write(bytes, 0, 5, 4);
        Assert.Equal(Refusal.None, UdpDatagram.TryParse(bytes, out UdpDatagram datagram));
        Assert.True(datagram.IsIntact(new IpAddress(1u), new IpAddress(2u)));
        Assert.False(datagram.IsIntact(new IpAddress(1, 1), new IpAddress(2, 2)));
        Assert.Equal(Refusal.BadLength, UdpDatagram.TryParse(bytes.AsSpan(0, 11), out _));
        bytes[5] = 7;
        Assert.Equal(Refusal.BadLength, UdpDatagram.TryParse(bytes, out _));
        UdpDatagram.Write(bytes, 5, 0, 4);
        Assert.Equal(Refusal.PortZero, UdpDatagram.TryParse(bytes, out _));
    }

    [Fact]
    public void An_error_about_a_later_fragment_names_nobody()
    {
        byte[] bytes = new byte[28];
        (Header4() with { FragmentOffset = 8 }).Write(bytes, 8);
        Assert.Equal(Refusal.BadFragment, EmbeddedPacket.TryParseIpv4(bytes, out _));
        Assert.Equal(Refusal.Truncated, EmbeddedPacket.TryParseIpv4(bytes.AsSpan(0, 19), out _));
        Header4().Write(bytes, 8);
        Assert.Equal(Refusal.Truncated, EmbeddedPacket.TryParseIpv4(bytes.AsSpan(0, 27), out _));
        Assert.Equal(Refusal.None, EmbeddedPacket.TryParseIpv4(bytes, out _));
    }

    private static Ipv4Header Header4() => new()
    {
        TimeToLive = 64,
        Protocol = IpProtocol.Tcp,
        Source = IpAddress.Parse("10.0.0.1"),
        Destination = IpAddress.Parse("10.0.0.2"),
    };

    private static byte[] Packet6(IpProtocol first, byte[] rest)
    {
        byte[] bytes = [.. new byte[40], .. rest];
        new Ipv6Header { NextHeader = first, HopLimit = 64, Source = Arbitrary.Ipv6(Random), Destination = Arbitrary.Ipv6(Random) }.Write(bytes, rest.Length);
        return bytes;
    }

    private static Refusal ParseTcp(TcpFlags flags)
    {
        byte[] bytes = new byte[20];
        new TcpHeader { SourcePort = 1, DestinationPort = 1, Flags = flags }.Write(bytes, 0);
        return TcpSegment.TryParse(bytes, out _);
    }
}
