using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Icmp;

/// <summary>What is answered by an ICMP error, and what never is (RFC 1122 section 3.2.2, RFC 4443 section 2.4).</summary>
public class IcmpAnswerTests
{
    public static TheoryData<bool> Families => [false, true];

    [Theory, MemberData(nameof(Families))]
    public void A_port_that_nobody_has_is_unreachable(bool ipv6)
    {
        Rig rig = new();
        byte[] packet = UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), 9), new Endpoint(Rig.Own(ipv6), 53), new byte[1_400]);
        rig.Deliver(packet);
        byte[] answer = Assert.Single(rig.Sent());
        Assert.Equal(ipv6 ? 1_280 : 576, answer.Length);
        (byte type, byte code, uint rest, byte[] body) = UdpPacket.ReadIcmp(answer, out IpAddress from, out IpAddress to);
        Assert.Equal((ipv6 ? (byte)1 : (byte)3, ipv6 ? (byte)4 : (byte)3, 0u), (type, code, rest));
        Assert.Equal((Rig.Own(ipv6), Rig.Peer(ipv6)), (from, to));
        Assert.Equal(packet[..body.Length], body);
        Assert.Equal((1, 1), (rig[StackCounter.DatagramsForNobody], rig[StackCounter.IcmpErrorsSent]));
    }

    [Theory, MemberData(nameof(Families))]
    public void A_protocol_that_is_not_spoken_is_told(bool ipv6)
    {
        Rig rig = new();
        byte[] packet = new byte[UdpPacket.Header(Rig.Own(ipv6)) + 30];
        WholePacket.Ip(packet, Rig.Peer(ipv6), Rig.Own(ipv6), (IpProtocol)132, 30);
        rig.Deliver(packet);
        (byte type, byte code, uint rest, byte[] body) = UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _);
        Assert.Equal(ipv6 ? (4, 1, 6u) : (3, 2, 0u), (type, code, rest));
        Assert.Equal(packet, body);
        Assert.Equal(1, rig[StackCounter.UnknownProtocol]);
    }

    [Fact]
    public void The_pointer_is_at_the_header_that_names_the_unknown_one()
    {
        Rig rig = new();
        byte[] packet = new byte[40 + 8 + 10];
        WholePacket.Ip(packet, Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, 18);
        packet[40] = 132;
        packet[42] = 1;
        packet[43] = 4;
        rig.Deliver(packet);
        Assert.Equal(40u, UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _).Word);
    }

    [Fact]
    public void The_same_behind_fragments()
    {
        Rig rig = new();
        byte[] whole = new byte[32];
        whole[0] = 132;
        whole[2] = 1;
        whole[3] = 4;
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, whole, 0, 16, true));
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, whole, 16, 32, false));
        Assert.Equal(48u, UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _).Word);
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), (IpProtocol)132, whole, 0, 16, true));
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), (IpProtocol)132, whole, 16, 32, false));
        Assert.Equal(40u, UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _).Word);
    }

    [Fact]
    public void Unknown_options_behind_fragments_are_answered()
    {
        Rig rig = new();
        byte[] whole = new byte[32];
        whole[0] = (byte)IpProtocol.Udp;
        whole[2] = 0x82;
        whole[3] = 4;
        byte[] first = UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, whole, 0, 16, true);
        rig.Deliver(first);
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, whole, 16, 32, false));
        (byte type, byte code, uint word, byte[] body) = UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _);
        Assert.Equal((4, 2, 50u), (type, code, word));
        Assert.Equal(first, body);
        Assert.Equal(1, rig.Stack.Counters[Refusal.UnknownOption]);

        // A fragment in fragments is nobody's honest packet.
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.Fragment, [17, 0, 0, 1, .. new byte[20]], 0, 16, true));
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.Fragment, [17, 0, 0, 1, .. new byte[20]], 16, 24, false));
        rig.ExpectNothing();
        Assert.Equal(1, rig.Stack.Counters[Refusal.BadFragment]);
    }

    [Fact]
    public void Nothing_behind_the_headers_is_nothing_wrong()
    {
        Rig rig = new();
        byte[] packet = new byte[40];
        WholePacket.Ip(packet, Rig.Peer(true), Rig.Own(true), IpProtocol.NoNextHeader, 0);
        rig.Deliver(packet);
        rig.ExpectNothing();
    }

    [Theory]
    [InlineData(0x42, false)]
    [InlineData(0x82, true)]
    [InlineData(0xC2, true)]
    public void Unknown_options_are_answered_where_they_ask_for_it(byte option, bool answered)
    {
        Rig rig = new();
        byte[] packet = new byte[40 + 8];
        WholePacket.Ip(packet, Rig.Peer(true), Rig.Own(true), IpProtocol.DestinationOptions, 8);
        packet[40] = (byte)IpProtocol.NoNextHeader;
        packet[42] = option;
        packet[43] = 4;
        rig.Deliver([.. packet, 9, 9, 9]);
        List<byte[]> sent = rig.Sent();
        Assert.Equal(answered ? 1 : 0, sent.Count);
        if (answered)
        {
            (byte type, byte code, uint rest, byte[] body) = UdpPacket.ReadIcmp(sent[0], out _, out _);
            Assert.Equal((4, 2, 42u), (type, code, rest));
            Assert.Equal(packet, body);
        }
    }

    [Fact]
    public void Fragments_with_impossible_lengths_are_answered()
    {
        Rig rig = new();
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.Udp, new byte[20], 0, 20, true));
        (byte type, byte code, uint rest, _) = UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _);
        Assert.Equal((4, 0, 4u), (type, code, rest));
        byte[] beyond = UdpPacket.Fragment(Rig.Peer(true), Rig.Own(true), IpProtocol.Udp, new byte[24], 0, 24, false);
        BinaryPrimitives.WriteUInt16BigEndian(beyond.AsSpan(42), 65_528);
        rig.Deliver(beyond);
        Assert.Equal(42u, UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _).Word);
    }

    [Theory]
    [InlineData("10.0.0.255", "10.0.0.1")]
    [InlineData("0.0.0.0", "10.0.0.1")]
    [InlineData("224.0.0.1", "10.0.0.1")]
    [InlineData("255.255.255.255", "10.0.0.1")]
    [InlineData("241.0.0.1", "10.0.0.1")]
    [InlineData("127.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.2", "10.0.0.255")]
    [InlineData("10.0.0.2", "255.255.255.255")]
    [InlineData("10.0.0.2", "224.0.0.1")]
    [InlineData("10.0.0.2", "127.0.0.1")]
    [InlineData("::", "2001:db8::1")]
    [InlineData("ff02::1", "2001:db8::1")]
    [InlineData("2001:db8::2", "ff02::1")]
    [InlineData("2001:db8::2", "2001:db8::3")]
    public void Groups_broadcasts_and_nobody_are_never_answered(string source, string destination)
    {
        Rig rig = new();
        (var from, var to) = (IpAddress.Parse(source), IpAddress.Parse(destination));
        rig.Deliver(UdpPacket.Write(new Endpoint(from, 9), new Endpoint(to, 53), [1]));
        byte[] unknown = new byte[UdpPacket.Header(from) + 8];
        WholePacket.Ip(unknown, from, to, (IpProtocol)132, 8);
        rig.Deliver(unknown);
        byte[] fragment = UdpPacket.Fragment(from, to, IpProtocol.Udp, new byte[16], 0, 16, true);
        rig.Deliver(fragment);
        rig.Now += 61 * Rig.Second;
        rig.Stack.Advance(rig.Now);
        rig.ExpectNothing();
    }

    [Theory]
    [InlineData(false, 3, true)]
    [InlineData(false, 11, true)]
    [InlineData(false, 200, true)]
    [InlineData(false, 8, false)]
    [InlineData(true, 1, true)]
    [InlineData(true, 100, true)]
    [InlineData(true, 128, false)]
    public void Errors_are_never_answered(bool ipv6, byte type, bool isError)
    {
        Rig rig = new();
        byte[] icmp = UdpPacket.Icmp(Rig.Peer(ipv6), Rig.Own(ipv6), type, 0, 0, new byte[8]);
        byte[] whole = icmp[UdpPacket.Header(Rig.Own(ipv6))..];
        rig.Deliver(UdpPacket.Fragment(Rig.Peer(ipv6), Rig.Own(ipv6), ipv6 ? IpProtocol.Icmpv6 : IpProtocol.Icmp, whole, 0, 16, true));
        rig.Now += 61 * Rig.Second;
        rig.Stack.Advance(rig.Now);
        Assert.Equal(isError ? 0 : 1, rig.Sent().Count);
        Assert.Equal(1, rig[StackCounter.FragmentsDropped]);
    }

    [Theory, MemberData(nameof(Families))]
    public void Answers_are_limited_all_together(bool ipv6)
    {
        Rig rig = new(static options => options with { IcmpErrorRate = 10, IcmpErrorBurst = 20 });
        for (int i = 0; i < 1_000; i++)
        {
            rig.Deliver(UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), 9), new Endpoint(Rig.Own(ipv6), (ushort)(i + 1)), [1]));
        }

        int sent = rig.Sent().Count;
        Assert.InRange(sent, 10, 40);
        Assert.Equal((sent, 1_000 - sent), (rig[StackCounter.IcmpErrorsSent], rig[StackCounter.IcmpErrorsLimited]));
        rig.Now += Rig.Second / 5;
        rig.Deliver(UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), 9), new Endpoint(Rig.Own(ipv6), 77), [1]));
        Assert.Single(rig.Sent());
    }
}
