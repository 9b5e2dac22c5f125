namespace Ringspun.Tcp.Tests.Udp;

/// <summary>Ports, peers and handles of UDP sockets.</summary>
public class UdpBindingTests
{
    private static readonly byte[] Data = [7];

    [Fact]
    public void A_port_is_one_sockets()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(new Endpoint(Rig.Own(false), 53));
        Assert.Equal(StackError.AddressInUse, rig.Stack.OpenUdp(new Endpoint(Rig.Own(false), 53), out _));
        rig.OpenUdp(new Endpoint(Rig.Own(true), 53));
        rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 53));
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.OpenUdp(new Endpoint(Rig.Peer(false), 53), out _));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(id));
        rig.OpenUdp(new Endpoint(Rig.Own(false), 53));
    }

    [Fact]
    public void The_limit_is_kept()
    {
        Rig rig = new(static options => options with { MaxDatagramSockets = 2 });
        DatagramSocketId first = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0));
        rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0));
        Assert.Equal(StackError.TooManyConnections, rig.Stack.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0), out _));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(first));
        rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0));
        Assert.Equal(2, rig.Stack.DatagramSocketCount);
    }

    [Fact]
    public void Chosen_ports_are_of_the_range_and_another_secret_chooses_others()
    {
        ushort[] ports = Ports(1);
        Assert.All(ports, static port => Assert.InRange(port, 49_152, 65_535));
        Assert.Equal(ports.Length, ports.Distinct().Count());
        Assert.Equal(ports, Ports(1));
        Assert.NotEqual(ports, Ports(2));

        // Nobody can tell the next from the last: it lies anywhere.
        int near = ports.Zip(ports.Skip(1)).Count(static pair => Math.Abs(pair.First - pair.Second) < 500);
        Assert.InRange(near, 0, 20);

        static ushort[] Ports(byte key)
        {
            Rig rig = new(key: key);
            return [.. Enumerable.Range(0, 200).Select(_ => rig.Info(rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0))).Local.Port)];
        }
    }

    [Fact]
    public void Every_port_of_the_range_is_found_and_then_none()
    {
        Rig rig = new(static options => options with { FirstEphemeralPort = 50_000, LastEphemeralPort = 50_009 });
        SortedSet<ushort> ports = [];
        for (int i = 0; i < 10; i++)
        {
            ports.Add(rig.Info(rig.OpenUdp(new Endpoint(IpAddress.AnyIpv6, 0))).Local.Port);
        }

        Assert.Equal((10, 50_000, 50_009), (ports.Count, ports.Min, ports.Max));
        Assert.Equal(StackError.NoPorts, rig.Stack.OpenUdp(new Endpoint(IpAddress.AnyIpv6, 0), out _));
    }

    [Fact]
    public void The_socket_of_the_address_comes_before_that_of_all()
    {
        Rig rig = new(static options => options with { Addresses = [.. options.Addresses, IpPrefix.Parse("10.0.0.3/24")] });
        DatagramSocketId all = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 53));
        DatagramSocketId one = rig.OpenUdp(new Endpoint(Rig.Own(false), 53));
        Endpoint peer = new(Rig.Peer(false), 9);
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), [1]));
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(IpAddress.Parse("10.0.0.3"), 53), [3]));
        rig.Receive(one, [1], peer);
        rig.Receive(all, [3], peer);
    }

    [Fact]
    public void An_answer_goes_from_the_address_that_was_asked()
    {
        Rig rig = new(static options => options with { Addresses = [.. options.Addresses, IpPrefix.Parse("10.0.0.3/24")] });
        DatagramSocketId id = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 53));
        Endpoint peer = new(Rig.Peer(false), 9);
        foreach (string address in new[] { "10.0.0.3", "10.0.0.1" })
        {
            rig.Deliver(UdpPacket.Write(peer, new Endpoint(IpAddress.Parse(address), 53), Data));
            Assert.Equal(StackError.None, rig.Stack.ReceiveFrom(id, new byte[1], out _, out DatagramInfo info));
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, info.Remote, Data, info.Local));
            UdpPacket.Read(Assert.Single(rig.Sent()), out Endpoint from, out Endpoint to);
            Assert.Equal((new Endpoint(IpAddress.Parse(address), 53), peer), (from, to));
        }

        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.SendTo(rig.Now, id, peer, Data, Rig.Peer(false)));
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.SendTo(rig.Now, id, peer, Data, Rig.Own(true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connected_socket_hears_its_peer_alone(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(new Endpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 53));
        Endpoint peer = new(Rig.Peer(ipv6), 9);
        Endpoint own = new(Rig.Own(ipv6), 53);
        Assert.Equal(StackError.NotConnected, rig.Stack.Send(rig.Now, id, Data));
        Assert.Equal(StackError.None, rig.Stack.Connect(id, peer));
        Assert.Equal((own, peer), (rig.Info(id).Local, rig.Info(id).Remote));
        rig.Deliver(UdpPacket.Write(peer with { Port = 10 }, own, [1]));
        rig.Deliver(UdpPacket.Write(new Endpoint(IpAddress.Parse(ipv6 ? "2001:db8::77" : "10.0.0.77"), 9), own, [2]));
        Assert.Equal((2, 2), (rig[StackCounter.DatagramsForNobody], rig.Sent().Count));
        rig.Deliver(UdpPacket.Write(peer, own, [3]));
        rig.Receive(id, [3], peer);
        Assert.Equal(StackError.None, rig.Stack.Send(rig.Now, id, Data));
        UdpPacket.Read(Assert.Single(rig.Sent()), out Endpoint from, out Endpoint to);
        Assert.Equal((own, peer), (from, to));

        // The port of all addresses is free again, and another peer can be had.
        DatagramSocketId other = rig.OpenUdp(new Endpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 53));
        Assert.Equal(StackError.AddressInUse, rig.Stack.Connect(other, peer));
        Assert.Equal(StackError.None, rig.Stack.Connect(id, peer with { Port = 10 }));
        rig.Deliver(UdpPacket.Write(peer, own, [4]));
        rig.Receive(other, [4], peer);
    }

    [Fact]
    public void A_closed_socket_sends_what_it_was_given_and_its_handle_is_of_the_past()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        Endpoint peer = new(Rig.Peer(false), 9);
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), Data));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[5_000]));
        Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(id));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.CloseDatagramSocket(id));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.SendTo(rig.Now, id, peer, Data));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.Send(rig.Now, id, Data));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.SendEcho(rig.Now, id, peer.Address, 1, Data));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.ReceiveFrom(id, default, out _, out _));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.TakeError(id, out _));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.Connect(id, peer));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.GetDatagramSocketInfo(id, out _));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.GetDatagramSocketInfo(default, out _));
        Assert.False(rig.Stack.TryTakeEvent(out _));
        DatagramSocketId next = rig.OpenUdp(false);
        Assert.NotEqual(id, next);
        Assert.Equal((4, 1, 0), (rig.Sent().Count, rig.Stack.DatagramSocketCount, rig.Pool.Rented));
        DatagramSocketId again = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 0));
        Assert.Equal((id.Slot, id.Generation + 1), (again.Slot, again.Generation));
        Assert.Equal(StackError.InvalidHandle, rig.Stack.ReceiveFrom(id, default, out _, out _));
    }

    [Fact]
    public void Settings_beyond_their_range_are_refused()
    {
        Rig rig = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.OpenUdp(false, new DatagramSettings { ReceiveQueue = 2_047 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.OpenUdp(false, new DatagramSettings { SendQueue = 2_047 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rig(static options => options with { IcmpErrorBurst = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rig(static options => options with { IcmpErrorRate = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rig(static options => options with { MaxDatagramSockets = 0 }));
    }
}
