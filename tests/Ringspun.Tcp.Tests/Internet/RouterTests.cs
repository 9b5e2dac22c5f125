using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Several hops: a - r1 - r2 - b.</summary>
public class RouterTests
{
    private readonly SimulatedInternet _internet = new(1);
    private readonly Router _first;
    private readonly Router _second;
    private readonly Link _middle;

    public RouterTests()
    {
        _first = _internet.Add(new Router(), "r1");
        _second = _internet.Add(new Router(), "r2");
        _middle = _internet.Connect(_first, _second);
        _first.AddRoutes(_middle, [IpAddress.Parse("10.0.1.1"), IpAddress.Parse("2001:db8:1::1")], IpPrefix.Parse("0.0.0.0/0"), IpPrefix.Parse("::/0"));
        _second.AddRoutes(_middle, [IpAddress.Parse("10.0.1.2"), IpAddress.Parse("2001:db8:1::2")], IpPrefix.Parse("10.0.0.0/24"), IpPrefix.Parse("2001:db8::/64"));
    }

    public static TheoryData<string, string> Families => new() { { "10.0.0.9", "10.0.2.9" }, { "2001:db8::9", "2001:db8:2::9" } };

    [Theory, MemberData(nameof(Families))]
    public void Packets_go_from_hop_to_hop(string from, string to)
    {
        (Talker a, Talker b) = Hosts(from, to);
        Say(a, b, 3, 1_500);
        Say(b, a, 2, 100);
        Assert.Equal([1L, 2, 3], b.Numbers);
        Assert.Equal([1L, 2], a.Numbers);
        Assert.Equal((5L, 5L), (_first.Counters.Forwarded, _second.Counters.Forwarded));

        // Two hops: the time to live of 64 is 62 now, and the checksum is right: the number was read.
        Assert.Equal(62, b.Packets[0][from.Contains(':', StringComparison.Ordinal) ? 7 : 8]);
        Assert.Equal(3_000_000, b.Times[0]);
    }

    [Theory, MemberData(nameof(Families))]
    public void What_is_too_big_for_the_next_hop_is_answered(string from, string to)
    {
        (Talker a, Talker b) = Hosts(from, to);
        _middle.Set(_middle.ToB.Options with { Mtu = 1_400 });
        Say(a, b, 1, 1_401);
        Say(a, b, 1, 1_400);
        Assert.Equal([2L], b.Numbers);
        Assert.Equal(1, _first.Counters.TooBig);
        byte[] answer = Assert.Single(a.Packets);
        EmbeddedPacket about;
        if (a.Address.IsIpv4)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(answer, out Ipv4Packet packet));
            Assert.Equal((IpAddress.Parse("10.0.0.1"), a.Address), (packet.Source, packet.Destination));
            Assert.Equal(Refusal.None, IcmpMessage.TryParse(packet.Payload, out IcmpMessage message));
            Assert.Equal((IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.FragmentationNeeded, 1_400), (message.Type, message.Code, message.NextHopMtu));
            Assert.Equal(Refusal.None, EmbeddedPacket.TryParseIpv4(message.Body, out about));
        }
        else
        {
            Assert.Equal(Refusal.None, Ipv6Packet.TryParse(answer, out Ipv6Packet packet));
            Assert.Equal((IpAddress.Parse("2001:db8::1"), a.Address), (packet.Source, packet.Destination));
            Assert.Equal(Refusal.None, Icmpv6Message.TryParse(packet.Payload, packet.Source, packet.Destination, out Icmpv6Message message));
            Assert.Equal((Icmpv6Type.PacketTooBig, 1_400u), (message.Type, message.Mtu));
            Assert.Equal(Refusal.None, EmbeddedPacket.TryParseIpv6(message.Body, out about));
        }

        Assert.Equal((new Endpoint(a.Address, Datagrams.Port), new Endpoint(b.Address, Datagrams.Port)), (about.Source, about.Destination));
    }

    [Fact]
    public void A_black_hole_answers_nothing()
    {
        (Talker a, Talker b) = Hosts("10.0.0.9", "10.0.2.9");
        _middle.Set(_middle.ToB.Options with { Mtu = 1_400 });
        _first.AnswersByIcmp = false;
        Say(a, b, 1, 1_500);
        Assert.Equal((0L, 0L, 1L), (a.Received, b.Received, _first.Counters.TooBig));
    }

    [Fact]
    public void What_may_be_fragmented_is()
    {
        (Talker a, Talker b) = Hosts("10.0.0.9", "10.0.2.9");
        _middle.Set(_middle.ToB.Options with { Mtu = 576 });
        a.DontFragment = false;
        Say(a, b, 1, 1_500);
        byte[] original = new byte[1_500];
        Datagrams.Write(original, a.Address, b.Address, 1_500, 1, dontFragment: false);
        byte[] whole = new byte[1_480];
        int covered = 0;
        foreach (byte[] bytes in b.Packets)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(bytes, out Ipv4Packet packet));
            Assert.True(bytes.Length <= 576);
            Assert.Equal(packet.FragmentOffset + packet.Payload.Length < 1_480, packet.MoreFragments);
            packet.Payload.CopyTo(whole.AsSpan(packet.FragmentOffset));
            covered += packet.Payload.Length;
        }

        Assert.Equal((1_480, 3), (covered, b.Packets.Count));
        Assert.Equal(original[20..], whole);
    }

    [Theory, MemberData(nameof(Families))]
    public void Time_to_live_runs_out(string from, string to)
    {
        (Talker a, Talker b) = Hosts(from, to);
        a.TimeToLive = 2;
        Say(a, b, 1, 100);
        Assert.Equal((0L, 1L), (b.Received, _second.Counters.TimeExceeded));

        // The answer comes from the second router's end of the link.
        byte[] answer = Assert.Single(a.Packets);
        Assert.Equal(a.Address.IsIpv4 ? (byte)IcmpType.TimeExceeded : (byte)Icmpv6Type.TimeExceeded, answer[a.Address.IsIpv4 ? 20 : 40]);
    }

    [Fact]
    public void Without_a_route_the_sender_is_told_and_no_error_is_answered()
    {
        (Talker a, _) = Hosts("10.0.0.9", "10.0.2.9");
        a.Say(_internet, IpAddress.Parse("10.0.3.3"), 1);
        while (_internet.Step())
        {
        }

        Assert.Equal((1L, 1L), (_second.Counters.NoRoute, a.Received));
        Assert.Equal((byte)IcmpType.DestinationUnreachable, a.Packets[0][20]);
    }

    [Fact]
    public void Rubbish_is_refused()
    {
        (Talker a, Talker b) = Hosts("10.0.0.9", "10.0.2.9");
        _internet.Links[1].Set(new LinkOptions { Corruption = 1 });
        Say(a, b, 500, 100);
        Assert.True(_first.Counters.Refused > 50);
    }

    private (Talker A, Talker B) Hosts(string from, string to)
    {
        Talker a = _internet.Add(new Talker(IpAddress.Parse(from)) { KeepsPackets = true }, "a");
        Talker b = _internet.Add(new Talker(IpAddress.Parse(to)) { KeepsPackets = true }, "b");
        bool isIpv4 = a.Address.IsIpv4;
        Link left = _internet.Connect(a, _first);
        Link right = _internet.Connect(_second, b);
        _first.AddRoutes(left, [IpAddress.Parse("10.0.0.1"), IpAddress.Parse("2001:db8::1")], new IpPrefix(a.Address, isIpv4 ? 24 : 64));
        _second.AddRoutes(right, [IpAddress.Parse("10.0.2.1"), IpAddress.Parse("2001:db8:2::1")], new IpPrefix(b.Address, isIpv4 ? 24 : 64));
        return (a, b);
    }

    private void Say(Talker from, Talker to, int count, int length)
    {
        from.Say(_internet, to.Address, count, length, 0);
        while (_internet.Step())
        {
        }
    }
}
