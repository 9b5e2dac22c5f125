using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Sharing;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Sharing;

/// <summary>Several stacks with the same addresses.</summary>
public class SharingTests
{
    private static readonly Endpoint Here = new(IpAddress.Parse("10.0.0.1"), 80);
    private static readonly Endpoint There = new(IpAddress.Parse("10.0.0.2"), 1234);
    private static readonly StackSecret Secret = new("0123456789abcdef"u8);

    [Theory, InlineData(TcpFlags.Syn, true), InlineData(TcpFlags.Syn | TcpFlags.Ack, false), InlineData(TcpFlags.Ack, false), InlineData(TcpFlags.Rst, false)]
    public void A_segment_names_its_connection(TcpFlags flags, bool opens)
    {
        byte[] packet = WholePacket.Build(There.Address, Here.Address, new TcpHeader { SourcePort = 1234, DestinationPort = 80, Flags = flags }, default, [1, 2]);
        Assert.True(PacketFlow.TryRead(packet, out PacketFlow flow));
        Assert.Equal(new PacketFlow(Here, There, opens), flow);
    }

    [Fact]
    public void An_error_names_the_connection_that_it_is_about()
    {
        byte[] sent = WholePacket.Build(Here.Address, There.Address, new TcpHeader { SourcePort = 80, DestinationPort = 1234 }, default, []);
        byte[] packet = new byte[Ipv4Header.Length + 8 + sent.Length];
        WholePacket.Ip(packet, IpAddress.Parse("10.0.0.254"), Here.Address, IpProtocol.Icmp, packet.Length - Ipv4Header.Length);
        sent.CopyTo(packet.AsSpan(Ipv4Header.Length + 8));
        IcmpMessage.Write(packet.AsSpan(Ipv4Header.Length), IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.Port, 0);
        Assert.True(PacketFlow.TryRead(packet, out PacketFlow flow));
        Assert.Equal((Here, There, false, false, true), (flow.Local, flow.Remote, flow.Opens, flow.IsDatagram, flow.IsError));
    }

    [Fact]
    public void Any_bytes_name_a_connection_or_none() => Seeded.Each(5_000, static random =>
    {
        byte[] packet = random.Next(2) == 0
            ? WholePacket.Build(There.Address, Here.Address, new TcpHeader { SourcePort = 1234, DestinationPort = 80 }, default, [])
            : Arbitrary.Bytes(random, random.Next(100));
        for (int flips = random.Next(4); flips > 0 && packet.Length > 0; flips--)
        {
            packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
        }

        _ = PacketFlow.TryRead(packet.AsSpan(0, random.Next(packet.Length + 1)), out _);
    });

    [Fact]
    public void Connections_are_spread_evenly()
    {
        FlowSteering steering = new(Secret);
        var counts = new int[4];
        for (ushort port = 1; port <= 4000; port++)
        {
            counts[steering.Choose(Here, There with { Port = port }, counts.Length)]++;
        }

        Assert.All(counts, static count => Assert.InRange(count, 800, 1200));
    }

    [Fact]
    public void A_stack_chooses_ports_whose_flows_are_its_own()
    {
        FlowSteering steering = new(Secret);
        for (int index = 0; index < 3; index++)
        {
            Stack stack = new(new StackOptions { Addresses = [new IpPrefix(Here.Address, 24)], Share = new StackShare(index, 3) }, Secret, new BufferPool());
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(StackError.None, stack.Connect(0, There, out ConnectionId id));
                Assert.Equal(StackError.None, stack.GetInfo(id, out ConnectionInfo info));
                Assert.Equal(index, steering.Choose(info.Local, There, 3));
                Assert.True(stack.Knows(info.Local, There));
            }
        }
    }

    [Fact]
    public void A_share_is_one_of_its_count() => Assert.Throws<ArgumentOutOfRangeException>(
        static () => new Stack(new StackOptions { Addresses = [new IpPrefix(Here.Address, 24)], Share = new StackShare(3, 3) }, Secret, new BufferPool()));
}
