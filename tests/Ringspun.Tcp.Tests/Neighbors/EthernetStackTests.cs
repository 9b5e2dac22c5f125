using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Neighbors;

/// <summary>Neighbours on Ethernet: ARP, neighbour discovery, and unreachability (RFC 826, RFC 4861).</summary>
public class EthernetStackTests
{
    private static readonly IpAddress AddressOfA = IpAddress.Parse("10.0.0.1");
    private static readonly IpAddress AddressOfB = IpAddress.Parse("10.0.0.2");
    private static readonly IpAddress Elsewhere = IpAddress.Parse("10.9.9.9");

    [Theory, InlineData("10.0.0.2"), InlineData("fd00::2")]
    public void The_first_packet_waits_for_the_address_and_goes(string address)
    {
        Segment segment = new();
        ConnectionId id = segment.Connect(address);
        Assert.Equal(StackError.None, segment.A.Stack.Send(segment.Now, id, new byte[5000], out int taken));
        Assert.Equal(5000, taken);
        segment.Settle();
        Assert.Equal(StackError.None, segment.A.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal(0, info.SendQueued);

        // One question, to everybody; the rest to B alone.
        Assert.True(EthernetDestination(segment.FromA[0]).IsGroup);
        Assert.All(segment.FromA.Skip(1), static frame => Assert.Equal(Segment.MacOfB, EthernetDestination(frame)));
    }

    [Fact]
    public void Behind_a_gateway_the_gateway_is_asked_for()
    {
        Segment segment = new(static options => options with { Routes = [new Ringspun.Tcp.Ip.Route(IpPrefix.Parse("0.0.0.0/0"), AddressOfB)] });
        Assert.Equal(StackError.None, segment.A.Stack.Connect(segment.Now, new Endpoint(IpAddress.Parse("192.0.2.1"), 80), out _));
        Assert.Equal(AddressOfB, Arp(Assert.Single(segment.TakeFromA())).TargetAddress);
    }

    [Theory, InlineData("10.9.9.9"), InlineData("fd00::99")]
    public void Who_does_not_answer_is_asked_three_times_a_second_apart(string address)
    {
        Segment segment = new();
        Assert.Equal(StackError.None, segment.A.Stack.Connect(segment.Now, new Endpoint(IpAddress.Parse(address), 80), out ConnectionId id));
        segment.IsCut = true;
        Assert.Single(segment.TakeFromA());
        for (int i = 0; i < 2; i++)
        {
            segment.Advance(Script.Second - 1);
            Assert.Empty(segment.TakeFromA());
            segment.Advance(1);
            Assert.Single(segment.TakeFromA());
        }

        segment.Advance(Script.Second);
        Assert.Equal(1, segment.A.Stack.Counters[StackCounter.NeighborsUnreachable]);
        Assert.InRange(segment.A.Stack.Counters[StackCounter.NeighborPacketsDropped], 1, 3);
        Assert.Equal(StackError.None, segment.A.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal(TcpState.SynSent, info.State);
    }

    [Fact]
    public void What_waits_for_an_address_is_bounded()
    {
        Segment segment = new();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(StackError.None, segment.A.Stack.Connect(segment.Now, new Endpoint(Elsewhere, 80), out _));
        }

        _ = segment.TakeFromA();
        Assert.Equal(12, segment.A.Stack.Counters[StackCounter.NeighborPacketsDropped]);
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Reply, Segment.Stranger, Elsewhere, Segment.MacOfA, AddressOfA));
        Assert.Equal(8, segment.TakeFromA().Count(static frame => EthernetDestination(frame) == Segment.Stranger));
    }

    [Fact]
    public void A_neighbour_that_was_silent_for_long_is_looked_after()
    {
        Segment segment = new();
        ConnectionId id = segment.Connect("10.0.0.2");
        segment.Advance(40 * Script.Second);
        segment.FromA.Clear();
        Say(segment, id);
        segment.Advance(6 * Script.Second);
        byte[] probe = Assert.Single(segment.FromA, static frame => IsQuestion(frame));
        Assert.Equal(Segment.MacOfB, EthernetDestination(probe));

        // It has answered: silence for half a minute.
        segment.FromA.Clear();
        Say(segment, id);
        segment.Advance(20 * Script.Second);
        Assert.DoesNotContain(segment.FromA, static frame => IsQuestion(frame));
    }

    [Fact]
    public void A_neighbour_that_has_gone_is_asked_for_anew()
    {
        Segment segment = new();
        ConnectionId id = segment.Connect("10.0.0.2");
        segment.Advance(40 * Script.Second);
        segment.IsCut = true;
        segment.FromA.Clear();
        Say(segment, id);
        segment.Advance(30 * Script.Second);
        Assert.True(segment.A.Stack.Counters[StackCounter.NeighborsUnreachable] > 0);
        Assert.Contains(segment.FromA, static frame => IsArp(frame) && EthernetDestination(frame).IsGroup);
        segment.IsCut = false;
        segment.Advance(60 * Script.Second);
        Assert.Equal(StackError.None, segment.A.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal((TcpState.Established, 0), (info.State, info.SendQueued));
    }

    [Fact]
    public void Who_asks_is_answered_and_remembered()
    {
        Segment segment = new();
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, Elsewhere, default, AddressOfA));
        ArpPacket answer = Arp(Assert.Single(segment.TakeFromA()));
        Assert.Equal(new ArpPacket(ArpOperation.Reply, Segment.MacOfA, AddressOfA, Segment.Stranger, Elsewhere), answer);
        Assert.Equal(StackError.None, segment.A.Stack.Connect(segment.Now, new Endpoint(Elsewhere, 80), out _));
        Assert.Equal(Segment.Stranger, EthernetDestination(Assert.Single(segment.TakeFromA())));
    }

    [Fact]
    public void Who_tells_without_being_asked_is_not_remembered()
    {
        Segment segment = new();
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Reply, Segment.Stranger, Elsewhere, Segment.MacOfA, AddressOfA));
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, Elsewhere, default, Elsewhere));
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, IpAddress.Parse("192.0.2.1"), default, AddressOfA));
        _ = segment.TakeFromA();
        Assert.Equal(StackError.None, segment.A.Stack.Connect(segment.Now, new Endpoint(Elsewhere, 80), out _));
        Assert.True(IsArp(Assert.Single(segment.TakeFromA())));
    }

    [Fact]
    public void A_claim_to_an_own_address_is_counted_and_not_believed()
    {
        Segment segment = new();
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, AddressOfA, default, AddressOfB));
        segment.Deliver(segment.A, NeighborFrame(Advertisement("fd00::1", Segment.Stranger) with { IsSolicited = false }, "fd00::99", "ff02::1"));
        Assert.Equal(2, segment.A.Stack.Counters[StackCounter.AddressConflicts]);
        Assert.Empty(segment.TakeFromA());
    }

    [Fact]
    public void A_neighbour_that_moves_is_followed()
    {
        Segment segment = new();
        ConnectionId id = segment.Connect("10.0.0.2");
        segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, AddressOfB, default, AddressOfB));
        segment.FromA.Clear();
        Say(segment, id);
        Assert.Equal(Segment.Stranger, EthernetDestination(segment.TakeFromA().First(static frame => !IsArp(frame))));
    }

    [Fact]
    public void A_solicitation_is_answered_and_a_probe_for_duplicates_too()
    {
        Segment segment = new();
        IpAddress own = IpAddress.Parse("fd00::1");
        NeighborMessage question = new(false, false, false, false, own, Segment.Stranger);
        segment.Deliver(segment.A, NeighborFrame(question, "fd00::99", own.SolicitedNode().ToString()));
        (NeighborMessage answer, IpAddress to) = Neighbor(Assert.Single(segment.TakeFromA()));
        Assert.Equal(new NeighborMessage(true, false, IsSolicited: true, IsOverride: true, own, Segment.MacOfA), answer);
        Assert.Equal(IpAddress.Parse("fd00::99"), to);

        segment.Deliver(segment.A, NeighborFrame(question with { LinkAddress = null }, "::", own.SolicitedNode().ToString()));
        (answer, to) = Neighbor(Assert.Single(segment.TakeFromA()));
        Assert.False(answer.IsSolicited);
        Assert.Equal(IpAddress.Parse("ff02::1"), to);
    }

    [Fact]
    public void What_a_router_has_forwarded_is_no_neighbours()
    {
        Segment segment = new();
        IpAddress own = IpAddress.Parse("fd00::1");
        byte[] frame = NeighborFrame(new NeighborMessage(false, false, false, false, own, Segment.Stranger), "fd00::99", own.SolicitedNode().ToString());
        frame[14 + 7] = 254;
        segment.Deliver(segment.A, frame);
        Assert.Empty(segment.TakeFromA());
        Assert.Equal(1, segment.A.Stack.Counters[Refusal.BadMessage]);
    }

    [Fact]
    public void An_advertisement_that_does_not_override_only_casts_doubt()
    {
        Segment segment = new();
        ConnectionId id = segment.Connect("fd00::2");
        segment.Deliver(segment.A, NeighborFrame(Advertisement("fd00::2", Segment.Stranger) with { IsOverride = false }, "fd00::2", "fd00::1"));
        segment.FromA.Clear();
        Say(segment, id);
        Assert.Equal(Segment.MacOfB, EthernetDestination(segment.TakeFromA()[0]));
        segment.Deliver(segment.A, NeighborFrame(Advertisement("fd00::2", Segment.Stranger), "fd00::2", "fd00::1"));
        Say(segment, id);
        Assert.Equal(Segment.Stranger, EthernetDestination(segment.TakeFromA()[0]));
    }

    [Fact]
    public void Frames_of_others_and_to_groups_are_dropped()
    {
        Segment segment = new();
        byte[] syn = WholePacket.Build(AddressOfB, AddressOfA, new TcpHeader { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Syn }, default, []);
        foreach (MacAddress destination in (MacAddress[])[Segment.Stranger, MacAddress.Broadcast])
        {
            segment.Deliver(segment.A, Frame(destination, Segment.MacOfB, EtherType.Ipv4, syn));
        }

        Assert.Equal(2, segment.A.Stack.Counters[StackCounter.NotForUs]);
        Assert.Empty(segment.TakeFromA());
    }

    [Fact]
    public void A_flood_of_questions_costs_bounded_memory()
    {
        Segment segment = new();
        for (uint i = 0; i < 20_000; i++)
        {
            segment.Deliver(segment.A, ArpFrame(ArpOperation.Request, Segment.Stranger, new IpAddress(0x0A01_0000 + i), default, AddressOfA));
        }

        Assert.InRange(segment.TakeFromA().Count, 1, 500);
        Assert.True(segment.A.Stack.Counters[StackCounter.AnswersDropped] > 19_000);
    }

    [Fact]
    public void Any_frame_is_taken_or_refused() => Seeded.Each(300, static random =>
    {
        Segment segment = new();
        _ = segment.A.Stack.Connect(segment.Now, new Endpoint(Elsewhere, 80), out _);
        _ = segment.A.Stack.Connect(segment.Now, new Endpoint(IpAddress.Parse("fd00::99"), 80), out _);
        for (int i = 0; i < 50; i++)
        {
            byte[] frame = random.Next(4) switch
            {
                0 => ArpFrame(ArpOperation.Reply, Segment.Stranger, Elsewhere, Segment.MacOfA, AddressOfA),
                1 => NeighborFrame(Advertisement("fd00::99", Segment.Stranger), "fd00::99", "fd00::1"),
                2 => NeighborFrame(new NeighborMessage(false, false, false, false, IpAddress.Parse("fd00::1"), Segment.Stranger), "fd00::98", "fd00::1"),
                _ => Arbitrary.Bytes(random, random.Next(100)),
            };
            for (int flips = random.Next(4); flips > 0 && frame.Length > 0; flips--)
            {
                frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
            }

            segment.Deliver(segment.A, frame.AsSpan(0, random.Next(4) == 0 ? random.Next(frame.Length + 1) : frame.Length));
            _ = segment.TakeFromA();
            segment.A.Advance(segment.Now + (i * 100 * Script.Millisecond));
        }
    });

    private static void Say(Segment segment, ConnectionId id) =>
        Assert.Equal(StackError.None, segment.A.Stack.Send(segment.Now, id, new byte[10], out _));

    private static NeighborMessage Advertisement(string target, MacAddress mac) => new(true, false, IsSolicited: true, IsOverride: true, IpAddress.Parse(target), mac);

    private static byte[] Frame(MacAddress destination, MacAddress source, EtherType type, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[EthernetFrame.HeaderLength + payload.Length];
        EthernetFrame.Write(frame, destination, source, type);
        payload.CopyTo(frame.AsSpan(EthernetFrame.HeaderLength));
        return frame;
    }

    private static byte[] ArpFrame(ArpOperation operation, MacAddress from, IpAddress sender, MacAddress to, IpAddress target)
    {
        byte[] packet = new byte[ArpPacket.Length];
        _ = new ArpPacket(operation, from, sender, to, target).Write(packet);
        return Frame(operation == ArpOperation.Request ? MacAddress.Broadcast : to, from, EtherType.Arp, packet);
    }

    private static byte[] NeighborFrame(NeighborMessage message, string source, string destination)
    {
        IpAddress from = IpAddress.Parse(source);
        IpAddress to = IpAddress.Parse(destination);
        byte[] packet = new byte[Ipv6Header.Length + NeighborMessage.MaxLength];
        int length = message.Write(packet.AsSpan(Ipv6Header.Length), from, to);
        new Ipv6Header { NextHeader = IpProtocol.Icmpv6, HopLimit = 255, Source = from, Destination = to }.Write(packet, length);
        MacAddress mac = to.IsMulticast ? MacAddress.ForMulticast(to) : Segment.MacOfA;
        return Frame(mac, Segment.Stranger, EtherType.Ipv6, packet.AsSpan(0, Ipv6Header.Length + length));
    }

    private static MacAddress EthernetDestination(byte[] frame) => MacAddress.Read(frame);

    private static bool IsArp(byte[] frame)
    {
        Assert.Equal(Refusal.None, EthernetFrame.TryParse(frame, out EthernetFrame parsed));
        return parsed.Type == EtherType.Arp;
    }

    private static bool IsQuestion(byte[] frame) => IsArp(frame) && Arp(frame).Operation == ArpOperation.Request;

    private static ArpPacket Arp(byte[] frame)
    {
        Assert.True(IsArp(frame));
        Assert.Equal(Refusal.None, ArpPacket.TryParse(frame.AsSpan(EthernetFrame.HeaderLength), out ArpPacket packet));
        return packet;
    }

    private static (NeighborMessage Message, IpAddress To) Neighbor(byte[] frame)
    {
        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(frame.AsSpan(EthernetFrame.HeaderLength), out Ipv6Packet packet));
        Assert.Equal(Refusal.None, Icmpv6Message.TryParse(packet.Payload, packet.Source, packet.Destination, out Icmpv6Message icmp));
        Assert.Equal(Refusal.None, NeighborMessage.TryParse(icmp, packet.HopLimit, packet.Source, packet.Destination, out NeighborMessage message));
        return (message, packet.Destination);
    }
}
