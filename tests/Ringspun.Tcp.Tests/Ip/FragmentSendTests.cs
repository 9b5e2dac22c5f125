using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Ip;

/// <summary>Fragments of what is sent (RFC 791 section 3.2, RFC 8200 section 4.5), and their names (RFC 6864, RFC 7739).</summary>
public class FragmentSendTests
{
    [Theory]
    [InlineData(false, 1_480, 1_480)]
    [InlineData(true, 1_448, 1_460)]
    public void What_does_not_fit_into_a_packet_goes_in_full_fragments(bool ipv6, int most, int fits)
    {
        Rig rig = new();
        DatagramSocketId id = rig.OpenUdp(ipv6, new DatagramSettings { TrafficClass = 4, TimeToLive = 3 });
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(ipv6), 9), new byte[fits - 8]));
        Assert.Equal(1_500, Assert.Single(rig.Sent()).Length);
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(ipv6), 9), new byte[fits - 7]));
        (int _, bool last, uint _, int rest) = Read(rig.Sent()[1]);
        Assert.Equal((false, fits + 1 - most), (last, rest));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, new Endpoint(Rig.Peer(ipv6), 9), new byte[(most * 3) - 8]));
        List<byte[]> sent = rig.Sent();
        Assert.Equal(3, sent.Count);
        for (int i = 0; i < 3; i++)
        {
            (int offset, bool more, _, int length) = Read(sent[i]);
            Assert.Equal((i * most, i < 2, most), (offset, more, length));
        }

        Assert.Single(sent.Select(static packet => Read(packet).Identification).Distinct());
        Assert.Equal((5, 3), (rig[StackCounter.FragmentsSent], rig[StackCounter.DatagramsSent]));
    }

    [Fact]
    public void Nobody_can_foretell_names_and_they_come_again_late()
    {
        FragmentIdentification names = Create(1);
        IpAddress own = Rig.Own(true);
        uint[] first = [.. Enumerable.Range(0, 1_000).Select(_ => names.Next(own, Rig.Peer(true), IpProtocol.Udp))];
        Assert.Equal(1_000, first.Distinct().Count());

        // To another host they begin elsewhere, and under another secret.
        uint other = names.Next(own, IpAddress.Parse("2001:db8::3"), IpProtocol.Udp);
        Assert.True(other - first[0] > 1_000_000 && first[0] - other > 1_000_000);
        Assert.NotEqual(first[0], Create(2).Next(own, Rig.Peer(true), IpProtocol.Udp));
        Assert.Equal(first[0], Create(1).Next(own, Rig.Peer(true), IpProtocol.Udp));
    }

    [Fact]
    public void Names_of_ipv4_do_not_come_again_before_all_have_come()
    {
        FragmentIdentification names = Create(1);
        HashSet<ushort> seen = [];
        for (int i = 0; i <= ushort.MaxValue; i++)
        {
            Assert.True(seen.Add((ushort)names.Next(Rig.Own(false), Rig.Peer(false), IpProtocol.Udp)));
        }
    }

    [Fact]
    public void A_path_that_changes_on_the_way_does_not_tear_a_datagram() => Seeded.Each(50, random =>
    {
        bool ipv6 = Arbitrary.Coin(random);
        Rig sender = new();
        Rig receiver = new(static options => options with { Addresses = [IpPrefix.Parse("10.0.0.2/24"), IpPrefix.Parse("2001:db8::2/64")] }, key: 2);
        DatagramSocketId from = sender.OpenUdp(ipv6);
        DatagramSocketId to = receiver.OpenUdp(new Endpoint(Rig.Peer(ipv6), 53));
        byte[] data = Arbitrary.Bytes(random, random.Next(5_000, 20_000));
        Assert.Equal(StackError.None, sender.Stack.SendTo(sender.Now, from, new Endpoint(Rig.Peer(ipv6), 53), data));
        byte[] buffer = new byte[1_500];
        List<byte[]> packets = [];
        for (int length; (length = sender.Stack.Transmit(sender.Now, buffer, out _)) > 0;)
        {
            packets.Add(buffer[..length]);
            sender.Stack.PathMtus.TryLower(sender.Now, Rig.Peer(ipv6), random.Next(1_280, 1_500));
        }

        byte[][] order = [.. packets];
        random.Shuffle(order);
        foreach (byte[] packet in order)
        {
            receiver.Deliver(packet);
        }

        receiver.Receive(to, data, new Endpoint(Rig.Own(ipv6), 53));
    });

    private static FragmentIdentification Create(byte key) => new(new KeyedHash(new StackSecret([.. Enumerable.Repeat(key, StackSecret.Length)])));

    private static (int Offset, bool More, uint Identification, int Length) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] >> 4 == 4)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(bytes, out Ipv4Packet packet));
            Assert.Equal((false, true, 4, 3), (packet.DontFragment, packet.IsFragment, packet.TrafficClass, packet.TimeToLive));
            return (packet.FragmentOffset, packet.MoreFragments, packet.Identification, packet.Payload.Length);
        }

        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(bytes, out Ipv6Packet packet6));
        Assert.Equal((true, IpProtocol.Udp, 4, 3), (packet6.IsFragment, packet6.Protocol, packet6.TrafficClass, packet6.HopLimit));
        return (packet6.Fragment.Offset, packet6.Fragment.MoreFragments, packet6.Fragment.Identification, packet6.Payload.Length);
    }
}
