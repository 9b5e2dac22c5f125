using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Icmp;

/// <summary>Sockets for echoes.</summary>
public class EchoSocketTests
{
    public static TheoryData<bool> Families => [false, true];

    [Theory, MemberData(nameof(Families))]
    public void A_request_and_its_reply(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = Open(rig, ipv6);
        byte[] data = Arbitrary.Bytes(new Random(1), 57);
        Assert.Equal(StackError.None, rig.Stack.SendEcho(rig.Now, id, Rig.Peer(ipv6), 42, data));
        (byte type, byte code, uint rest, byte[] body) = UdpPacket.ReadIcmp(Assert.Single(rig.Sent()), out IpAddress from, out IpAddress to);
        ushort identifier = rig.Info(id).Local.Port;
        Assert.Equal((ipv6 ? (byte)128 : (byte)8, (byte)0, (uint)identifier << 16 | 42), (type, code, rest));
        Assert.Equal((Rig.Own(ipv6), Rig.Peer(ipv6)), (from, to));
        Assert.Equal(data, body);
        rig.Deliver(Reply(ipv6, (ushort)(identifier ^ 1), 42, data));
        Assert.Equal((1, ConnectionEvents.None), (rig[StackCounter.DatagramsForNobody], rig.Events(id)));
        rig.Deliver(Reply(ipv6, identifier, 42, data));
        Assert.Equal(ConnectionEvents.Readable, rig.Events(id));
        byte[] buffer = new byte[100];
        Assert.Equal(StackError.None, rig.Stack.ReceiveFrom(id, buffer, out int count, out DatagramInfo info));
        Assert.Equal(data, buffer[..count]);
        Assert.Equal(new DatagramInfo { Remote = new Endpoint(Rig.Peer(ipv6), 0), Local = Rig.Own(ipv6), Length = 57, Sequence = 42 }, info);
        rig.ExpectNothing();
    }

    [Theory, MemberData(nameof(Families))]
    public void An_error_tells_which_request_it_is_about(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = Open(rig, ipv6);
        for (ushort i = 1; i <= 3; i++)
        {
            Assert.Equal(StackError.None, rig.Stack.SendEcho(rig.Now, id, Rig.Peer(ipv6), i, [1, 2, 3]));
        }

        List<byte[]> sent = rig.Sent();
        var router = IpAddress.Parse(ipv6 ? "2001:db8::99" : "10.0.0.99");
        byte timeExceeded = ipv6 ? (byte)3 : (byte)11;
        rig.Deliver(UdpPacket.Icmp(router, Rig.Own(ipv6), timeExceeded, 0, 0, sent[1]));
        byte[] guess = [.. sent[2]];
        guess[UdpPacket.Header(router) + 3] ^= 1;
        rig.Deliver(UdpPacket.Icmp(router, Rig.Own(ipv6), timeExceeded, 0, 0, guess));
        Assert.Equal(ConnectionEvents.Failed, rig.Events(id));
        Assert.Equal(StackError.None, rig.Stack.TakeError(id, out DatagramError error));
        Assert.Equal(
            new DatagramError
            {
                Error = StackError.Unreachable,
                Remote = new Endpoint(Rig.Peer(ipv6), 0),
                Reporter = router,
                Type = timeExceeded,
                Sequence = 2,
            },
            error);
        Assert.Equal(StackError.WouldBlock, rig.Stack.TakeError(id, out _));
    }

    [Theory, MemberData(nameof(Families))]
    public void A_connected_one_hears_its_peer_alone(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = Open(rig, ipv6);
        Assert.Equal(StackError.InvalidAddress, rig.Stack.Connect(id, new Endpoint(Rig.Peer(ipv6), 7)));
        Assert.Equal(StackError.None, rig.Stack.Connect(id, new Endpoint(IpAddress.Parse(ipv6 ? "2001:db8::77" : "10.0.0.77"), 0)));
        rig.Deliver(Reply(ipv6, rig.Info(id).Local.Port, 1, []));
        rig.ReceiveNothing(id);
        Assert.Equal(StackError.None, rig.Stack.Connect(id, new Endpoint(Rig.Peer(ipv6), 0)));
        rig.Deliver(Reply(ipv6, rig.Info(id).Local.Port, 1, []));
        rig.Receive(id, [], new Endpoint(Rig.Peer(ipv6), 0));
    }

    [Fact]
    public void Identifiers_are_chosen_or_given_and_are_no_ports()
    {
        Rig rig = new();
        Assert.Equal(StackError.None, rig.Stack.OpenEcho(IpAddress.AnyIpv4, out DatagramSocketId id, 53));
        Assert.Equal(StackError.AddressInUse, rig.Stack.OpenEcho(IpAddress.AnyIpv4, out _, 53));
        Assert.Equal(StackError.None, rig.Stack.OpenEcho(IpAddress.AnyIpv6, out _, 53));
        DatagramSocketId udp = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 53));
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.OpenEcho(Rig.Peer(false), out _));
        Assert.NotEqual(rig.Info(Open(rig, false)).Local.Port, rig.Info(Open(rig, false)).Local.Port);
        Assert.Equal(StackError.InvalidHandle, rig.Stack.SendEcho(rig.Now, udp, Rig.Peer(false), 1, []));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(false), 9), []));
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("::1", 0)]
    [InlineData("10.0.0.1", 5_000)]
    [InlineData("2001:db8::1", 65_527)]
    public void A_stack_answers_itself(string address, int length)
    {
        Rig rig = new();
        var own = IpAddress.Parse(address);
        byte[] data = Arbitrary.Bytes(new Random(2), length);
        DatagramSocketId id = Open(rig, !own.IsIpv4);
        Assert.Equal(StackError.None, rig.Stack.SendEcho(rig.Now, id, own, 1, data));
        rig.ExpectNothing();
        rig.Receive(id, data, new Endpoint(own, 0));
        Assert.Equal(1, rig[StackCounter.EchoReplies]);
    }

    [Theory, MemberData(nameof(Families))]
    public void A_long_echo_is_answered_in_fragments_or_not_at_all(bool ipv6)
    {
        Rig rig = new();
        byte[] data = Arbitrary.Bytes(new Random(3), 60_000);
        byte[] icmp = UdpPacket.Icmp(Rig.Peer(ipv6), Rig.Own(ipv6), ipv6 ? (byte)128 : (byte)8, 0, 7, data)[UdpPacket.Header(Rig.Own(ipv6))..];
        for (uint times = 0; times < 3; times++)
        {
            for (int at = 0; at < icmp.Length; at += 1_400)
            {
                int end = Math.Min(at + 1_400, icmp.Length);
                IpProtocol protocol = ipv6 ? IpProtocol.Icmpv6 : IpProtocol.Icmp;
                rig.Deliver(UdpPacket.Fragment(Rig.Peer(ipv6), Rig.Own(ipv6), protocol, icmp, at, end, end < icmp.Length, times));
            }
        }

        // Three of sixty thousand bytes do not fit where answers wait.
        List<byte[]> sent = rig.Sent();
        Assert.All(sent, static packet => Assert.InRange(packet.Length, 40, 1_500));
        Assert.Equal((2 * (ipv6 ? 49 : 41), 1, 3), (sent.Count, rig[StackCounter.AnswersDropped], rig[StackCounter.EchoReplies]));
    }

    private static DatagramSocketId Open(Rig rig, bool ipv6)
    {
        Assert.Equal(StackError.None, rig.Stack.OpenEcho(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, out DatagramSocketId id));
        return id;
    }

    private static byte[] Reply(bool ipv6, ushort identifier, ushort sequence, ReadOnlySpan<byte> data) =>
        UdpPacket.Icmp(Rig.Peer(ipv6), Rig.Own(ipv6), ipv6 ? (byte)129 : (byte)0, 0, (uint)identifier << 16 | sequence, data);
}
