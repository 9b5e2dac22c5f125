using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Ip;

/// <summary>Fragments that are given up (RFC 792, RFC 8200 section 4.5), and floods of them.</summary>
public class FragmentTimeTests
{
    private static readonly byte[] Whole = UdpPacket.Write(new Endpoint(Rig.Peer(false), 9), new Endpoint(Rig.Own(false), 53), new byte[2_000])[20..];

    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, 0, true)]
    [InlineData(false, 8, false)]
    [InlineData(true, 8, false)]
    public void Whoever_sent_the_first_fragment_is_told(bool ipv6, int start, bool answered)
    {
        Rig rig = new();
        byte[] fragment = UdpPacket.Fragment(Rig.Peer(ipv6), Rig.Own(ipv6), IpProtocol.Udp, Whole, start, start + 1_400, true);
        rig.Deliver(fragment);
        Assert.Equal(rig.Now + (60 * Rig.Second), rig.Stack.NextDeadline);
        rig.Stack.Advance(rig.Stack.NextDeadline - 1);
        rig.ExpectNothing();
        rig.Now = rig.Stack.NextDeadline;
        rig.Stack.Advance(rig.Now);
        Assert.Equal((long.MaxValue, 1), (rig.Stack.NextDeadline, rig[StackCounter.FragmentsDropped]));
        List<byte[]> sent = rig.Sent();
        Assert.Equal(answered ? 1 : 0, sent.Count);
        if (answered)
        {
            Assert.Equal(ipv6 ? 1_280 : 576, sent[0].Length);
            (byte type, byte code, uint word, byte[] body) = UdpPacket.ReadIcmp(sent[0], out IpAddress from, out IpAddress to);
            Assert.Equal((ipv6 ? 3 : 11, 1, 0u), (type, code, word));
            Assert.Equal((Rig.Own(ipv6), Rig.Peer(ipv6)), (from, to));
            Assert.Equal(fragment[..body.Length], body);
        }
    }

    [Fact]
    public void A_new_fragment_brings_the_answer_about_an_old_one_too()
    {
        Rig rig = new();
        rig.Deliver(Fragment(0, 1_400, true, 1));
        rig.Now += 60 * Rig.Second;
        rig.Deliver(Fragment(1_400, 1_416, true, 2));
        Assert.Equal((byte)11, UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out _, out _).Type);
    }

    [Theory]
    [InlineData(1_392, 1_408)]
    [InlineData(0, 8)]
    [InlineData(1_384, 1_392)]
    public void Overlaps_deliver_nothing(int start, int end)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        rig.Deliver(Fragment(0, 1_400, true, 1));
        rig.Deliver(Fragment(start, end, true, 1));
        rig.Deliver(Fragment(1_400, Whole.Length, false, 1));
        rig.ReceiveNothing(id);
        Assert.Equal(1, rig[StackCounter.FragmentsDropped]);
        rig.ExpectNothing();
    }

    [Fact]
    public void A_flood_stays_in_bounds_and_the_next_datagram_arrives()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        for (uint i = 0; i < 5_000; i++)
        {
            rig.Now += Rig.Second / 1_000;
            rig.Deliver(Fragment(0, 1_400, true, i));
        }

        rig.Deliver(Fragment(0, 1_400, true, 9_999));
        rig.Deliver(Fragment(1_400, Whole.Length, false, 9_999));
        rig.Receive(id, new byte[2_000], new Endpoint(Rig.Peer(false), 9));
        Assert.Equal(0, rig.Pool.Rented);
        rig.ExpectNothing();
        rig.Now += 61 * Rig.Second;
        rig.Stack.Advance(rig.Now);
        Assert.InRange(rig.Sent().Count, 1, Reassembler.MaxDatagrams);
        Assert.Equal(5_000, rig[StackCounter.FragmentsDropped]);
    }

    private static byte[] Fragment(int start, int end, bool more, uint identification) =>
        UdpPacket.Fragment(Rig.Peer(false), Rig.Own(false), IpProtocol.Udp, Whole, start, end, more, identification);
}
