using Ringspun.Tcp.Sharing;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>Several UDP sockets at one address and port, and several datagrams in one packet.</summary>
public class UdpSharingTests
{
    private static readonly DatagramSettings Sharing = DatagramSettings.Default with { SharePort = true };

    public static TheoryData<bool> Families => [false, true];

    [Theory, MemberData(nameof(Families))]
    public void Only_sockets_that_all_share_have_the_same_port(bool ipv6)
    {
        Rig rig = new();
        Endpoint local = new(Rig.Own(ipv6), 53);
        DatagramSocketId first = rig.OpenUdp(local, Sharing);
        DatagramSocketId second = rig.OpenUdp(local, Sharing);
        Assert.Equal(StackError.AddressInUse, rig.Stack.OpenUdp(local, out _));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(first));
        Assert.Equal(StackError.AddressInUse, rig.Stack.OpenUdp(local, out _));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(second));
        rig.OpenUdp(local);
        Assert.Equal(StackError.AddressInUse, rig.Stack.OpenUdp(local, out _, Sharing));
    }

    [Theory, MemberData(nameof(Families))]
    public void A_peer_has_always_the_same_one_and_peers_are_spread(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId[] sockets = [.. Enumerable.Range(0, 3).Select(_ => rig.OpenUdp(ipv6, Sharing))];
        HashSet<int> used = [];
        for (ushort port = 1; port <= 60; port++)
        {
            Endpoint peer = new(Rig.Peer(ipv6), port);
            int taker = Deliver(rig, sockets, peer);
            Assert.Equal(taker, Deliver(rig, sockets, peer));
            used.Add(taker);
        }

        Assert.Equal(3, used.Count);
    }

    [Theory, MemberData(nameof(Families))]
    public void The_one_that_is_connected_has_its_peer_alone(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId[] sockets = [.. Enumerable.Range(0, 3).Select(_ => rig.OpenUdp(ipv6, Sharing))];
        Endpoint peer = new(Rig.Peer(ipv6), 7);
        Assert.Equal(StackError.None, rig.Stack.Connect(sockets[1], peer));
        Assert.Equal(1, Deliver(rig, sockets, peer));
        for (ushort port = 8; port < 40; port++)
        {
            Assert.NotEqual(1, Deliver(rig, sockets, peer with { Port = port }));
        }

        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(sockets[0]));
        Assert.Equal(2, Deliver(rig, sockets, peer with { Port = 8 }));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(sockets[2]));
        rig.Deliver(UdpPacket.Write(peer with { Port = 8 }, new Endpoint(Rig.Own(ipv6), 53), [1]));
        Assert.Equal(1, rig[StackCounter.DatagramsForNobody]);
        Assert.Equal(1, Deliver(rig, sockets, peer));
    }

    // Whose keyed hash is good: with 20 flows for each of the 1,000 the sum of squares is that of chance. The secret is known, so the figure is always the same.
    [Theory, MemberData(nameof(Families))]
    public void A_thousand_get_their_even_share_and_a_flow_has_always_the_same_one(bool ipv6)
    {
        const int Flows = 20_000;
        const int Sockets = 1_000;
        Rig rig = new();
        HashSet<DatagramSocketId> sockets = [.. Enumerable.Range(0, Sockets).Select(_ => rig.OpenUdp(ipv6, Sharing))];
        DatagramSocketId[] takers = [.. Enumerable.Range(1, Flows).Select(port => Taker(rig, ipv6, (ushort)port))];
        Assert.True(sockets.IsSupersetOf(takers));
        const double Mean = (double)Flows / Sockets;
        double squares = sockets.Sum(socket => Math.Pow(takers.Count(taker => taker == socket) - Mean, 2) / Mean);

        // Chi squared of 999 degrees of freedom: 999, and five times the deviation of 45 beside it.
        Assert.InRange(squares, 775, 1_223);
        for (int port = Flows; port > 0; port -= 7)
        {
            Assert.Equal(takers[port - 1], Taker(rig, ipv6, (ushort)port));
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Of_a_thousand_those_with_a_peer_have_it_alone_until_they_are_closed(bool ipv6)
    {
        const int Sockets = 1_000;
        Rig rig = new();
        DatagramSocketId[] sockets = [.. Enumerable.Range(0, Sockets).Select(_ => rig.OpenUdp(ipv6, Sharing))];
        for (int i = 0; i < Sockets; i += 2)
        {
            // The second choice counts.
            Assert.Equal(StackError.None, rig.Stack.Connect(sockets[i], new Endpoint(Rig.Peer(ipv6), (ushort)(30_000 + i))));
            Assert.Equal(StackError.None, rig.Stack.Connect(sockets[i], new Endpoint(Rig.Peer(ipv6), (ushort)(10_000 + i))));
        }

        for (int i = 0; i < Sockets; i += 2)
        {
            Assert.Equal(sockets[i], Taker(rig, ipv6, (ushort)(10_000 + i)));
            int other = Array.IndexOf(sockets, Taker(rig, ipv6, (ushort)(30_000 + i)));
            Assert.Equal(1, other % 2);
        }

        for (int i = 0; i < Sockets; i += 4)
        {
            Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(sockets[i]));
            Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(sockets[i + 1]));
        }

        for (int i = 0; i < Sockets; i += 2)
        {
            int taker = Array.IndexOf(sockets, Taker(rig, ipv6, (ushort)(10_000 + i)));
            Assert.True(i % 4 == 2 ? taker == i : taker % 4 == 3, $"{taker} took what is for {i}");
        }

        foreach (DatagramSocketId socket in sockets.Where(static (_, i) => i % 4 > 1))
        {
            Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(socket));
        }

        rig.OpenUdp(ipv6);
        Assert.Equal(1, rig.Stack.DatagramSocketCount);
    }

    [Theory, MemberData(nameof(Families))]
    public void An_error_is_told_to_the_one_that_sent_the_datagram(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId[] sockets = [.. Enumerable.Range(0, 3).Select(_ => rig.OpenUdp(ipv6, Sharing))];
        for (byte i = 0; i < sockets.Length; i++)
        {
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, sockets[i], new Endpoint(Rig.Peer(ipv6), 9), [i]));
            byte[] about = UdpPacket.PortUnreachable(Rig.Peer(ipv6), Assert.Single(rig.Sent()));
            Assert.True(PacketFlow.TryRead(about, out PacketFlow flow));
            Assert.True(flow is { IsDatagram: true, IsError: true } && rig.Stack.Knows(flow));
            Assert.False(new Rig(key: 2).Stack.Knows(flow));
            rig.Deliver(about);
            Assert.Equal(StackError.None, rig.Stack.TakeError(sockets[i], out DatagramError error));
            Assert.Equal(StackError.Refused, error.Error);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void A_flow_is_known_where_a_socket_is_connected_to_it(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6, Sharing);
        Endpoint peer = new(Rig.Peer(ipv6), 7);
        Endpoint own = new(Rig.Own(ipv6), 53);
        Assert.True(PacketFlow.TryRead(UdpPacket.Write(peer, own, [1]), out PacketFlow flow));
        Assert.Equal((own, peer, true, false), (flow.Local, flow.Remote, flow.IsDatagram, flow.IsError));
        Assert.False(rig.Stack.Knows(flow));
        Assert.Equal(StackError.None, rig.Stack.Connect(id, peer));
        Assert.True(rig.Stack.Knows(flow));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(id));
        Assert.False(rig.Stack.Knows(flow));
    }

    [Theory, MemberData(nameof(Families))]
    public void Datagrams_that_a_device_left_together_are_taken_apart(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6);
        Endpoint peer = new(Rig.Peer(ipv6), 7);
        rig.Stack.Receive(rig.Now, UdpPacket.Write(peer, new Endpoint(Rig.Own(ipv6), 53), [1, 2, 3, 4, 5, 6, 7]), new ReceiveHints(SegmentSize: 3));
        rig.Receive(id, [1, 2, 3], peer);
        rig.Receive(id, [4, 5, 6], peer);
        rig.Receive(id, [7], peer);
        rig.Stack.Receive(rig.Now, UdpPacket.Write(peer, new Endpoint(Rig.Own(ipv6), 53), []), new ReceiveHints(SegmentSize: 3));
        rig.Receive(id, [], peer);
        rig.ReceiveNothing(id);
        Assert.Equal(4, rig[StackCounter.DatagramsReceived]);
    }

    /// <summary>The socket that is told of a datagram.</summary>
    private static DatagramSocketId Taker(Rig rig, bool ipv6, ushort port)
    {
        rig.Deliver(UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), port), new Endpoint(Rig.Own(ipv6), 53), [1]));
        Assert.True(rig.Stack.TryTakeEvent(out StackEvent told));
        Assert.False(rig.Stack.TryTakeEvent(out _));
        Assert.Equal(StackError.None, rig.Stack.ReceiveFrom(told.Datagram, new byte[1], out _, out DatagramInfo info));
        Assert.Equal(port, info.Remote.Port);
        return told.Datagram;
    }

    /// <summary>Which of the sockets gets a datagram; exactly one does.</summary>
    private static int Deliver(Rig rig, DatagramSocketId[] sockets, Endpoint from)
    {
        rig.Deliver(UdpPacket.Write(from, new Endpoint(Rig.Own(!from.Address.IsIpv4), 53), [1, 2, 3]));
        int[] takers = [.. Enumerable.Range(0, sockets.Length)
            .Where(i => rig.Stack.ReceiveFrom(sockets[i], new byte[9], out _, out DatagramInfo info) == StackError.None && info.Remote == from)];
        return Assert.Single(takers);
    }
}
