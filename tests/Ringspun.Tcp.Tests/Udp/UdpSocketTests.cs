using Ringspun.Tcp.Buffers;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>UDP sockets: what they send and take (RFC 768, RFC 1122 section 4.1, RFC 8200 section 8.1).</summary>
public class UdpSocketTests
{
    private static readonly byte[] Data = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 5)]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    public void A_datagram_goes_and_another_comes_back(bool ipv6, int length)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6, new DatagramSettings { TimeToLive = 5, TrafficClass = 0xB8 });
        Endpoint peer = new(Rig.Peer(ipv6), 5000);
        byte[] data = Data[..length];
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, data));
        byte[] packet = Assert.Single(rig.Sent());
        Assert.Equal(data, UdpPacket.Read(packet, out Endpoint from, out Endpoint to));
        Assert.Equal((new Endpoint(Rig.Own(ipv6), 53), peer), (from, to));
        Assert.Equal((5, 0xB8), ipv6 ? (packet[7], ((packet[0] << 4) | (packet[1] >> 4)) & 0xFF) : (packet[8], packet[1]));

        // RFC 6864: what is whole is not to be fragmented, and has no name.
        Assert.True(ipv6 || ((packet[4] | packet[5]) == 0 && packet[6] == 0x40));
        rig.Deliver(UdpPacket.Write(to, from, data));
        Assert.Equal(ConnectionEvents.Readable, rig.Events(id));
        rig.Receive(id, data, peer);
        rig.ReceiveNothing(id);
        Assert.Equal((1, 1, 0), (rig[StackCounter.DatagramsSent], rig[StackCounter.DatagramsReceived], rig.Pool.Rented));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_checksum_may_be_absent_on_ipv4_only(bool ipv6, bool taken)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6);
        byte[] packet = UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), 9), new Endpoint(Rig.Own(ipv6), 53), Data, checksum: false);
        rig.Deliver(packet);
        rig.Stack.Receive(rig.Now, packet, new ReceiveHints(ChecksumVerified: true));
        Assert.Equal(taken ? 2 : 0, rig.Info(id).Readable);
        Assert.Equal(taken ? 0 : 2, rig.Stack.Counters[Refusal.BadChecksum]);
        rig.ExpectNothing();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_not_intact_is_dropped_in_silence(bool ipv6)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6);
        byte[] good = UdpPacket.Write(new Endpoint(Rig.Peer(ipv6), 9), new Endpoint(Rig.Own(ipv6), 53), Data);
        int at = UdpPacket.Header(Rig.Own(ipv6));
        Deliver(at + 8, 9);
        Assert.Equal(1, rig.Stack.Counters[Refusal.BadChecksum]);
        Deliver(at + 5, 7);
        Deliver(at + 5, 200);
        Deliver(at + 4, 255);
        Assert.Equal(3, rig.Stack.Counters[Refusal.BadLength]);
        Deliver(at + 3, 0);
        Assert.Equal(1, rig.Stack.Counters[Refusal.PortZero]);
        rig.ReceiveNothing(id);
        rig.ExpectNothing();

        void Deliver(int index, byte value)
        {
            byte[] bad = [.. good];
            bad[index] = value;
            rig.Deliver(bad);
        }
    }

    [Fact]
    public void Data_that_the_length_does_not_cover_is_no_data()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        Endpoint peer = new(Rig.Peer(false), 9);
        byte[] inner = UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), Data);
        byte[] packet = [.. inner, 6, 7, 8];
        Scripts.WholePacket.Ip(packet, peer.Address, Rig.Own(false), IpProtocol.Udp, packet.Length - 20);
        rig.Deliver(packet);
        rig.Receive(id, Data, peer);
    }

    [Fact]
    public void A_buffer_that_is_too_short_takes_the_beginning()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        Endpoint peer = new(Rig.Peer(false), 9);
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), Data));
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), [9]));
        byte[] buffer = new byte[3];
        Assert.Equal(StackError.None, rig.Stack.ReceiveFrom(id, buffer, out int count, out DatagramInfo info));
        Assert.Equal((3, 5), (count, info.Length));
        Assert.Equal([1, 2, 3], buffer);
        rig.Receive(id, [9], peer);
    }

    [Fact]
    public void The_queue_is_bounded_by_bytes_and_empty_datagrams_count()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false, new DatagramSettings { ReceiveQueue = 2_048 });
        Endpoint peer = new(Rig.Peer(false), 9);
        for (int i = 0; i < 100; i++)
        {
            rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), []));
        }

        Assert.Equal((32, 2_048, 68), (rig.Info(id).Readable, rig.Info(id).ReceiveQueued, rig[StackCounter.DatagramQueueFull]));
        while (rig.Stack.ReceiveFrom(id, default, out _, out _) == StackError.None)
        {
        }

        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), new byte[1_985]));
        rig.Deliver(UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), new byte[1_984]));
        Assert.Equal((1, 69), (rig.Info(id).Readable, rig[StackCounter.DatagramQueueFull]));
    }

    [Fact]
    public void Without_memory_datagrams_are_dropped_and_refused()
    {
        Rig rig = new(pool: new BufferPool(256, 1024));
        DatagramSocketId id = rig.OpenUdp(false);
        Endpoint peer = new(Rig.Peer(false), 9);
        byte[] packet = UdpPacket.Write(peer, new Endpoint(Rig.Own(false), 53), new byte[1_000]);
        rig.Deliver(packet);
        rig.Deliver(packet);
        Assert.Equal((1, 1), (rig.Info(id).Readable, rig[StackCounter.DatagramMemoryDropped]));
        Assert.Equal(StackError.NoMemory, rig.Stack.SendTo(rig.Now, id, peer, Data));
        rig.Receive(id, new byte[1_000], peer);
        Assert.Equal(0, rig.Pool.Rented);
        Assert.Equal(StackError.NoMemory, rig.Stack.SendTo(rig.Now, id, peer, new byte[1_025]));
        Assert.Equal(0, rig.Pool.Rented);
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[1_024]));
        Assert.Single(rig.Sent());
        Assert.Equal(0, rig.Pool.Rented);
    }

    [Fact]
    public void A_full_queue_asks_to_wait_and_tells_when_there_is_room()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false, new DatagramSettings { SendQueue = 2_048 });
        Endpoint peer = new(Rig.Peer(false), 9);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[448]));
        }

        Assert.Equal(StackError.WouldBlock, rig.Stack.SendTo(rig.Now, id, peer, default));
        Assert.Equal(StackError.MessageTooLong, rig.Stack.SendTo(rig.Now, id, peer, new byte[1_985]));
        byte[] buffer = new byte[1500];
        Assert.True(rig.Stack.Transmit(rig.Now, buffer, out _) > 0);
        Assert.Equal(ConnectionEvents.None, rig.Events(id));
        Assert.True(rig.Stack.Transmit(rig.Now, buffer, out _) > 0);
        Assert.Equal(ConnectionEvents.Writable, rig.Events(id));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, new byte[960]));
        Assert.Equal(3, rig.Sent().Count);
        Assert.Equal((ConnectionEvents.None, 0), (rig.Events(id), rig.Pool.Rented));
    }

    [Theory]
    [InlineData("0.0.0.0", 9, StackError.InvalidAddress)]
    [InlineData("224.0.0.1", 9, StackError.InvalidAddress)]
    [InlineData("255.255.255.255", 9, StackError.InvalidAddress)]
    [InlineData("10.0.0.255", 9, StackError.InvalidAddress)]
    [InlineData("2001:db8::2", 9, StackError.InvalidAddress)]
    [InlineData("10.0.0.2", 0, StackError.InvalidAddress)]
    [InlineData("10.0.1.2", 9, StackError.NoRoute)]
    public void Not_everything_is_a_destination(string address, ushort port, StackError error)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(false);
        Assert.Equal(error, rig.Stack.SendTo(rig.Now, id, new Endpoint(IpAddress.Parse(address), port), Data));
        Assert.Equal(error, rig.Stack.Connect(id, new Endpoint(IpAddress.Parse(address), port)));
        rig.ExpectNothing();
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("2001:db8::1")]
    public void A_datagram_to_an_own_address_never_leaves(string address)
    {
        Rig rig = new();
        var own = IpAddress.Parse(address);
        DatagramSocketId server = rig.OpenUdp(new Endpoint(own.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6, 53));
        DatagramSocketId client = rig.OpenUdp(new Endpoint(own, 5000));
        byte[] data = Support.Arbitrary.Bytes(new Random(1), 9_000);
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, client, new Endpoint(own, 53), data));
        rig.ExpectNothing();
        rig.Receive(server, data, new Endpoint(own, 5000));

        // And nobody at the port: the error stays inside, too.
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, client, new Endpoint(own, 54), data));
        rig.ExpectNothing();
        Assert.Equal(StackError.None, rig.Stack.TakeError(client, out DatagramError error));
        Assert.Equal((StackError.Refused, new Endpoint(own, 54), own), (error.Error, error.Remote, error.Reporter));
    }

    [Fact]
    public void Addresses_of_the_loopback_do_not_leave()
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(new Endpoint(IpAddress.Parse("127.0.0.1"), 0));
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(false), 9), Data));
        Endpoint local = new(IpAddress.Parse("127.0.0.1"), 0);
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.Connect(rig.Now, new Endpoint(Rig.Peer(false), 9), out _, null, local));
        rig.ExpectNothing();
    }

    [Fact]
    public void Sockets_take_turns_with_each_other_and_with_connections()
    {
        Rig rig = new();
        DatagramSocketId first = rig.OpenUdp(new Endpoint(Rig.Own(false), 1));
        DatagramSocketId second = rig.OpenUdp(new Endpoint(Rig.Own(false), 2));
        Endpoint peer = new(Rig.Peer(false), 9);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, first, peer, Data));
            Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, second, peer, Data));
            Assert.Equal(StackError.None, rig.Stack.Connect(rig.Now, peer, out _));
        }

        string order = string.Concat(rig.Sent().Select(static packet => packet[9] == (byte)IpProtocol.Tcp ? 't' : packet[21] == 1 ? '1' : '2'));
        Assert.Equal("1t2t1t212", order);
    }
}
