using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>ICMP to connections and to the host. RFC9293 MUST-54, RFC9293 MUST-55, RFC9293 MUST-56.</summary>
public class IcmpTests
{
    [Theory]
    [InlineData(IcmpType.DestinationUnreachable, 0)]
    [InlineData(IcmpType.DestinationUnreachable, 1)]
    [InlineData(IcmpType.DestinationUnreachable, 5)]
    [InlineData(IcmpType.SourceQuench, 0)]
    [InlineData(IcmpType.TimeExceeded, 0)]
    [InlineData(IcmpType.ParameterProblem, 0)]
    public void Soft_errors_do_not_end_an_attempt(IcmpType type, byte code)
    {
        Script script = new Script().Connect();
        SeenSegment syn = script.Expect(Syn, 0);
        Error(script, type, code, 0, 0);
        Assert.Equal(TcpState.SynSent, script.State);
        Assert.NotNull(syn);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_hard_error_ends_an_attempt(byte code)
    {
        Script script = new Script().Connect();
        script.Expect(Syn, 0);
        Error(script, IcmpType.DestinationUnreachable, code, 0, 0);
        Assert.Equal(StackError.Unreachable, script.Info.Failure);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void An_error_about_what_is_not_outstanding_is_ignored(long sequence)
    {
        Script script = new Script().Connect();
        script.Expect(Syn, 0);
        Error(script, IcmpType.DestinationUnreachable, 3, 0, sequence);
        Assert.Equal(TcpState.SynSent, script.State);
        Assert.Equal(1, script.Stack.Counters[StackCounter.IcmpIgnored]);
    }

    [Fact]
    public void An_open_connection_survives_a_hard_error()
    {
        Script script = Active();
        script.Write(10);
        script.Ignore();
        Error(script, IcmpType.DestinationUnreachable, 3, 0, 1);
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void Too_big_makes_smaller_segments_at_once()
    {
        TcpOptions peer = Plain;
        peer.MaximumSegmentSize = 1460;
        Script script = Active(peer, new TcpSettings { NoDelay = true });
        script.Write(2920);
        script.Expect(Ack, 1, length: 1460);
        script.Expect(Ack, 1461, length: 1460);
        Error(script, IcmpType.DestinationUnreachable, 4, 1000, 1);
        script.Expect(Ack, 1, length: 960);
        script.Expect(Ack, 961, length: 500);
        script.Expect(Ack, 1461, length: 960);
        script.Expect(Ack, 2421, length: 500);
        script.ExpectNothing();
        script.Send(Ack, 1, 2921);
        script.Write(2000);
        script.Expect(Ack, 2921, length: 960);
    }

    [Theory]
    [InlineData(68)]
    [InlineData(0)]
    public void No_error_makes_tiny_segments(ushort mtu)
    {
        TcpOptions peer = Plain;
        peer.MaximumSegmentSize = 1460;
        Script script = Active(peer);
        script.Write(1460);
        script.Expect(Ack, 1, length: 1460);
        Error(script, IcmpType.DestinationUnreachable, 4, mtu, 1);
        script.Expect(Ack, 1, length: 512);
    }

    [Fact]
    public void An_mtu_never_grows_by_icmp()
    {
        Script script = Active();
        script.Write(1000);
        script.Expect(Ack, 1, length: 1000);
        Error(script, IcmpType.DestinationUnreachable, 4, 9000, 1);
        script.ExpectNothing();
    }

    [Fact]
    public void An_echo_is_answered()
    {
        Script script = new();
        byte[] packet = new byte[20 + 8 + 56];
        packet.AsSpan(28).Fill(7);
        IcmpMessage.Write(packet.AsSpan(20), IcmpType.EchoRequest, 0, 0x1234_0001);
        WholePacket.Ip(packet, script.Peer.Address, script.Local.Address, IpProtocol.Icmp, packet.Length - 20);
        script.Stack.Receive(script.Now, packet);
        byte[] buffer = new byte[1500];
        int length = script.Stack.Transmit(script.Now, buffer, out _);
        Assert.Equal(Refusal.None, Ipv4Packet.TryParse(buffer.AsSpan(0, length), out Ipv4Packet answer));
        Assert.Equal(Refusal.None, IcmpMessage.TryParse(answer.Payload, out IcmpMessage message));
        Assert.Equal((IcmpType.EchoReply, 0x1234_0001u), (message.Type, message.Rest));
        Assert.True(message.Body.SequenceEqual(packet.AsSpan(28)));
        Assert.Equal(script.Peer.Address, answer.Destination);
    }

    [Fact]
    public void An_echo_over_ipv6_is_answered()
    {
        Script script = new(ipv6: true);
        byte[] packet = new byte[40 + 8 + 10];
        Icmpv6Message.Write(packet.AsSpan(40), Icmpv6Type.EchoRequest, 0, 99, script.Peer.Address, script.Local.Address);
        WholePacket.Ip(packet, script.Peer.Address, script.Local.Address, IpProtocol.Icmpv6, packet.Length - 40);
        script.Stack.Receive(script.Now, packet);
        byte[] buffer = new byte[1500];
        int length = script.Stack.Transmit(script.Now, buffer, out _);
        Assert.Equal(Refusal.None, Ipv6Packet.TryParse(buffer.AsSpan(0, length), out Ipv6Packet answer));
        Assert.Equal(Refusal.None, Icmpv6Message.TryParse(answer.Payload, answer.Source, answer.Destination, out Icmpv6Message message));
        Assert.Equal((Icmpv6Type.EchoReply, 99u), (message.Type, message.Rest));
    }

    private static void Error(Script script, IcmpType type, byte code, ushort mtu, long sequence)
    {
        script.Stack.GetInfo(script.Id, out ConnectionInfo info);
        TcpHeader header = new()
        {
            SourcePort = info.Local.Port,
            DestinationPort = info.Remote.Port,
            Sequence = script.StackIss + (uint)sequence,
            Flags = Ack,
        };
        byte[] inner = WholePacket.Build(info.Local.Address, info.Remote.Address, header, default, []);
        byte[] packet = [.. new byte[28], .. inner.AsSpan(0, 28)];
        IcmpMessage.Write(packet.AsSpan(20), type, code, mtu);
        WholePacket.Ip(packet, IpAddress.Parse("10.0.0.77"), info.Local.Address, IpProtocol.Icmp, packet.Length - 20);
        script.Deliver(packet);
    }
}
