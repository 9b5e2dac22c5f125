namespace Ringspun.Tcp.Tests.Udp;

/// <summary>ICMP errors about datagrams (RFC 1122 section 4.1.3.3), and errors that somebody has guessed (RFC 5927).</summary>
public class UdpErrorTests
{
    private static readonly byte[] Data = [1, 2, 3, 4, 5];

    public static TheoryData<bool> Families => [false, true];

    [Theory, MemberData(nameof(Families))]
    public void A_connected_socket_is_told_by_its_next_call(bool ipv6)
    {
        Rig rig = new();
        (DatagramSocketId id, byte[] sent) = Send(rig, ipv6, connect: true);
        rig.Deliver(UdpPacket.PortUnreachable(Rig.Peer(ipv6), sent));
        Assert.Equal(ConnectionEvents.Failed, rig.Events(id));
        Assert.Equal(1, rig[StackCounter.IcmpErrors]);
        Assert.Equal(StackError.Refused, rig.Stack.Send(rig.Now, id, Data));
        rig.ExpectNothing();
        Assert.Equal(StackError.None, rig.Stack.Send(rig.Now, id, Data));
        rig.Deliver(UdpPacket.PortUnreachable(Rig.Peer(ipv6), Assert.Single(rig.Sent())));
        Assert.Equal(StackError.Refused, rig.Stack.ReceiveFrom(id, new byte[1], out _, out _));
        rig.ReceiveNothing(id);
    }

    [Theory, MemberData(nameof(Families))]
    public void Others_take_what_is_known_of_it(bool ipv6)
    {
        Rig rig = new();
        (DatagramSocketId id, byte[] sent) = Send(rig, ipv6);
        rig.Deliver(UdpPacket.PortUnreachable(Rig.Peer(ipv6), sent));
        rig.ReceiveNothing(id);
        Assert.Equal(StackError.None, rig.Stack.TakeError(id, out DatagramError error));
        Assert.Equal(
            new DatagramError
            {
                Error = StackError.Refused,
                Remote = new Endpoint(Rig.Peer(ipv6), 9),
                Reporter = Rig.Peer(ipv6),
                Type = ipv6 ? (byte)1 : (byte)3,
                Code = ipv6 ? (byte)4 : (byte)3,
            },
            error);
        Assert.Equal(StackError.WouldBlock, rig.Stack.TakeError(id, out _));
    }

    [Theory]
    [InlineData(false, 3, 0)]
    [InlineData(false, 3, 1)]
    [InlineData(false, 3, 2)]
    [InlineData(false, 3, 13)]
    [InlineData(false, 11, 0)]
    [InlineData(false, 11, 1)]
    [InlineData(false, 12, 0)]
    [InlineData(true, 1, 0)]
    [InlineData(true, 1, 3)]
    [InlineData(true, 3, 0)]
    [InlineData(true, 4, 1)]
    public void All_errors_are_told(bool ipv6, byte type, byte code)
    {
        Rig rig = new();
        (DatagramSocketId id, byte[] sent) = Send(rig, ipv6);
        var router = IpAddress.Parse(ipv6 ? "2001:db8::99" : "10.0.0.99");
        rig.Deliver(UdpPacket.Icmp(router, Rig.Own(ipv6), type, code, 0, sent));
        Assert.Equal(StackError.None, rig.Stack.TakeError(id, out DatagramError error));
        Assert.Equal((StackError.Unreachable, type, code, router), (error.Error, error.Type, error.Code, error.Reporter));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Source_quench_and_redirects_say_nothing(byte type)
    {
        Rig rig = new();
        (DatagramSocketId id, byte[] sent) = Send(rig, ipv6: false);
        rig.Deliver(UdpPacket.Icmp(Rig.Peer(false), Rig.Own(false), type, 0, 0, sent));
        Assert.Equal((ConnectionEvents.None, 1), (rig.Events(id), rig[StackCounter.IcmpIgnored]));
    }

    [Theory, MemberData(nameof(Families))]
    public void Errors_about_what_was_never_sent_are_ignored(bool ipv6)
    {
        Rig rig = new();
        (DatagramSocketId id, byte[] sent) = Send(rig, ipv6);
        int udp = UdpPacket.Header(Rig.Own(ipv6));
        int destination = ipv6 ? 39 : 19;
        int[] bytes = [destination, udp, udp + 1, udp + 2, udp + 3, udp + 4, udp + 5, udp + 6, udp + 7];
        foreach (int at in bytes)
        {
            byte[] guess = [.. sent];
            guess[at] ^= 1;
            rig.Deliver(UdpPacket.PortUnreachable(Rig.Peer(ipv6), guess));
        }

        Assert.Equal((ConnectionEvents.None, bytes.Length), (rig.Events(id), rig[StackCounter.IcmpIgnored]));
        Assert.Equal(StackError.WouldBlock, rig.Stack.TakeError(id, out _));
        rig.ExpectNothing();
    }

    [Fact]
    public void Errors_are_about_the_last_64_and_wait_sixteen_at_a_time()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        List<byte[]> sent = [];
        for (byte i = 0; i < 65; i++)
        {
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(false), 9), [i]));
            sent.Add(Assert.Single(rig.Sent()));
        }

        foreach (byte[] packet in sent)
        {
            rig.Deliver(UdpPacket.PortUnreachable(Rig.Peer(false), packet));
        }

        Assert.Equal((1, 64, 48), (rig[StackCounter.IcmpIgnored], rig[StackCounter.IcmpErrors], rig[StackCounter.DatagramErrorsDropped]));
        Assert.Equal(16, rig.Info(id).Errors);
    }

    [Theory]
    [InlineData(false, 1_300)]
    [InlineData(true, 1_300)]
    public void Too_big_narrows_the_path_for_a_time(bool ipv6, int mtu)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6);
        Endpoint peer = new(Rig.Peer(ipv6), 9);
        byte[] data = Support.Arbitrary.Bytes(new Random(1), 1_400);
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, data));
        byte[] sent = Assert.Single(rig.Sent());
        rig.Deliver(TooBig(ipv6, sent, mtu));
        Assert.Equal(StackError.None, rig.Stack.TakeError(id, out DatagramError error));
        Assert.Equal((StackError.MessageTooLong, mtu), (error.Error, error.Mtu));
        Assert.All(Lengths(2), length => Assert.InRange(length, 1, mtu));

        // Anybody can say so once a datagram was seen: not below what paths have, and never wider.
        rig.Deliver(TooBig(ipv6, sent, 9_000));
        Lengths(2);
        rig.Deliver(TooBig(ipv6, sent, 1));
        Assert.All(Lengths(ipv6 ? 2 : 3), length => Assert.InRange(length, 1, ipv6 ? 1_280 : 552));
        rig.Now += 601 * Rig.Second;
        Lengths(1);

        List<int> Lengths(int packets)
        {
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, data));
            List<byte[]> all = rig.Sent();
            Assert.Equal(packets, all.Count);
            sent = all[0];
            return [.. all.Select(static packet => packet.Length)];
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Who_forbids_fragments_is_told_what_is_too_long(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6, new DatagramSettings { DontFragment = true });
        Endpoint peer = new(Rig.Peer(ipv6), 9);
        int most = 1_500 - UdpPacket.Header(Rig.Own(ipv6)) - 8;
        Assert.Equal(StackError.MessageTooLong, rig.Stack.SendTo(rig.Now, id, peer, new byte[most + 1]));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[most]));
        byte[] sent = Assert.Single(rig.Sent());
        Assert.Equal(1_500, sent.Length);

        // One is taken before the path is known to be narrow, and refused when it is to go.
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[most]));
        rig.Deliver(TooBig(ipv6, sent, 1_400));
        rig.ExpectNothing();
        Assert.Equal((2, 1), (rig.Info(id).Errors, rig[StackCounter.DatagramsUnsent]));
        Assert.Equal(StackError.MessageTooLong, rig.Stack.SendTo(rig.Now, id, peer, new byte[most - 99]));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[most - 100]));
        Assert.Single(rig.Sent());
    }

    private static (DatagramSocketId Id, byte[] Sent) Send(Rig rig, bool ipv6, bool connect = false)
    {
        DatagramSocketId id = rig.OpenUdp(ipv6);
        Endpoint peer = new(Rig.Peer(ipv6), 9);
        if (connect)
        {
            Assert.Equal(StackError.None, rig.Stack.Connect(id, peer));
        }

        Assert.Equal(StackError.None, connect ? rig.Stack.Send(rig.Now, id, Data) : rig.Stack.SendTo(rig.Now, id, peer, Data));
        return (id, Assert.Single(rig.Sent()));
    }

    private static byte[] TooBig(bool ipv6, ReadOnlySpan<byte> about, int mtu) => UdpPacket.Icmp(
        IpAddress.Parse(ipv6 ? "2001:db8::99" : "10.0.0.99"), Rig.Own(ipv6), ipv6 ? (byte)2 : (byte)3, ipv6 ? (byte)0 : (byte)4, (uint)mtu,
        about[..Math.Min(about.Length, 548)]);
}
