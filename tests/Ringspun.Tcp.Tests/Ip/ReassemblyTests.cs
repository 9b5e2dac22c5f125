using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Ip;

/// <summary>Fragments, honest and other.</summary>
public class ReassemblyTests
{
    private const long Second = 1_000_000_000;

    private readonly StackCounters _counters = new();

    [Fact]
    public void Fragments_in_any_order_and_twice_make_the_datagram() => Seeded.Each(300, random =>
    {
        Reassembler reassembler = new(_counters);
        byte[] datagram = Arbitrary.Bytes(random, random.Next(20, 20_000));
        List<(int Start, int End)> parts = [];
        for (int at = 0; at < datagram.Length;)
        {
            int end = Math.Min(datagram.Length, at + (8 * random.Next(50, 200)));
            parts.Add((at, end));
            at = end;
        }

        (int Start, int End)[] order = [.. parts];
        random.Shuffle(order);
        for (int i = 0; i < order.Length; i++)
        {
            if (i > 0)
            {
                Assert.Null(Add(reassembler, datagram, order[random.Next(i)]));
            }

            Reassembly? whole = Add(reassembler, datagram, order[i]);
            Assert.Equal(i == order.Length - 1, whole is not null);
            Assert.True(whole is null || (whole.Whole.SequenceEqual(datagram) && whole.Protocol == IpProtocol.Udp));
        }

        Assert.Equal(0, reassembler.Waiting);
    });

    [Theory]
    [InlineData(Ecn.Capable0, Ecn.CongestionExperienced, Ecn.CongestionExperienced)]
    [InlineData(Ecn.CongestionExperienced, Ecn.Capable0, Ecn.CongestionExperienced)]
    [InlineData(Ecn.Capable0, Ecn.Capable0, Ecn.Capable0)]
    [InlineData(Ecn.NotCapable, Ecn.NotCapable, Ecn.NotCapable)]
    public void A_mark_on_a_fragment_is_one_on_the_datagram(Ecn first, Ecn second, Ecn whole)
    {
        Reassembler reassembler = new(_counters);
        Assert.Null(reassembler.Add(1, Key(1), 0, true, IpProtocol.Tcp, new byte[8], ecn: first));
        Assert.Equal(whole, reassembler.Add(1, Key(1), 8, false, IpProtocol.Tcp, new byte[8], ecn: second)!.Ecn);
        reassembler.Add(2, Key(2), 0, true, IpProtocol.Tcp, new byte[8]);
        Assert.Equal(Ecn.NotCapable, reassembler.Add(2, Key(2), 8, false, IpProtocol.Tcp, new byte[8])!.Ecn);
    }

    [Theory]
    [InlineData(0, 16, true, 8, 24, true)]
    [InlineData(8, 24, true, 0, 16, true)]
    [InlineData(0, 24, true, 8, 16, true)]
    [InlineData(8, 16, true, 0, 24, true)]
    [InlineData(16, 20, false, 16, 24, true)]
    [InlineData(16, 20, false, 24, 32, true)]
    [InlineData(16, 20, false, 8, 12, false)]
    [InlineData(16, 24, true, 8, 12, false)]
    public void What_contradicts_drops_the_datagram(int start, int end, bool more, int start2, int end2, bool more2)
    {
        Reassembler reassembler = new(_counters);
        Assert.Null(reassembler.Add(1, Key(1), start, more, IpProtocol.Udp, new byte[end - start]));
        Assert.Null(reassembler.Add(1, Key(1), start2, more2, IpProtocol.Udp, new byte[end2 - start2]));
        Assert.Equal((0, 1), (reassembler.Waiting, _counters[StackCounter.FragmentsDropped]));
    }

    [Fact]
    public void Datagrams_are_told_apart()
    {
        Reassembler reassembler = new(_counters);
        for (uint i = 0; i < 4; i++)
        {
            Assert.Null(reassembler.Add(1, Key(i), 0, true, IpProtocol.Udp, [(byte)i, 0, 0, 0, 0, 0, 0, 0]));
        }

        for (uint i = 0; i < 4; i++)
        {
            Assert.Equal((byte)i, reassembler.Add(1, Key(i), 8, false, IpProtocol.Udp, [9])!.Whole[0]);
        }
    }

    [Fact]
    public void A_flood_pushes_the_oldest_out_and_no_more()
    {
        Reassembler reassembler = new(_counters);
        for (uint i = 0; i < 1000; i++)
        {
            reassembler.Add(1, Key(i), 8, true, IpProtocol.Udp, new byte[8]);
        }

        Assert.Equal((Reassembler.MaxDatagrams, 1000 - Reassembler.MaxDatagrams), (reassembler.Waiting, _counters[StackCounter.FragmentsDropped]));
    }

    [Fact]
    public void Dust_drops_the_datagram()
    {
        Reassembler reassembler = new(_counters);
        for (int i = 0; i < 129; i++)
        {
            reassembler.Add(1, Key(1), 16 * i, true, IpProtocol.Udp, new byte[8]);
        }

        Assert.Equal(1, _counters[StackCounter.FragmentsDropped]);
    }

    [Fact]
    public void What_waits_too_long_is_given_up()
    {
        Reassembler reassembler = new(_counters);
        reassembler.Add(1, Key(1), 0, true, IpProtocol.Udp, new byte[8]);
        Assert.Null(reassembler.Add(1 + (60 * Second), Key(1), 8, false, IpProtocol.Udp, new byte[8]));
        Assert.Equal((1, 1), (reassembler.Waiting, _counters[StackCounter.FragmentsDropped]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_segment_that_came_in_fragments_is_received(bool ipv6)
    {
        Script script = Script.Passive(ipv6: ipv6);
        byte[] packet = script.Packet(1, 1000);
        int header = ipv6 ? 40 : 20;
        ReadOnlySpan<byte> payload = packet.AsSpan(header);
        script.Deliver(Fragment(script, payload[512..], 512, false));
        script.ReadNothing();
        script.Deliver(Fragment(script, payload[..512], 0, true));
        script.Expect(TcpFlags.Ack, 1, 1001);
        script.Read(1000);
    }

    private static byte[] Fragment(Script script, ReadOnlySpan<byte> data, int offset, bool more)
    {
        (IpAddress source, IpAddress destination) = (script.Peer.Address, script.Local.Address);
        if (source.IsIpv4)
        {
            byte[] packet = [.. new byte[20], .. data];
            new Ipv4Header
            {
                Protocol = IpProtocol.Tcp,
                TimeToLive = 9,
                Identification = 77,
                FragmentOffset = offset,
                MoreFragments = more,
                Source = source,
                Destination = destination,
            }.Write(packet, data.Length);
            return packet;
        }

        byte[] packet6 = [.. new byte[48], .. data];
        new Ipv6Header { NextHeader = IpProtocol.Fragment, HopLimit = 9, Source = source, Destination = destination }.Write(packet6, data.Length + 8);
        new Ipv6FragmentHeader(IpProtocol.Tcp, offset, more, 77).Write(packet6.AsSpan(40));
        return packet6;
    }

    private static Reassembly? Add(Reassembler reassembler, byte[] datagram, (int Start, int End) part) => reassembler.Add(
        5, Key(3), part.Start, part.End < datagram.Length, IpProtocol.Udp, datagram.AsSpan(part.Start, part.End - part.Start));

    private static FragmentKey Key(uint identification) => new(new IpAddress(1u), new IpAddress(2u), IpProtocol.Udp, identification);
}
