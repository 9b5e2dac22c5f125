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

    /// <summary>Which of the sockets gets a datagram; exactly one does.</summary>
    private static int Deliver(Rig rig, DatagramSocketId[] sockets, Endpoint from)
    {
        rig.Deliver(UdpPacket.Write(from, new Endpoint(Rig.Own(!from.Address.IsIpv4), 53), [1, 2, 3]));
        int[] takers = [.. Enumerable.Range(0, sockets.Length)
            .Where(i => rig.Stack.ReceiveFrom(sockets[i], new byte[9], out _, out DatagramInfo info) == StackError.None && info.Remote == from)];
        return Assert.Single(takers);
    }
}
