using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>What connections say in their IP headers, and what may stand in any segment.</summary>
public class HeaderTests
{
    // RFC9293 MUST-48, RFC9293 MUST-49.
    [Theory]
    [InlineData("10.0.0.1/24", "10.0.0.2")]
    [InlineData("2001:db8::1/64", "2001:db8::2")]
    public void The_time_to_live_and_the_traffic_class_can_be_set(string own, string peer)
    {
        StackOptions options = new()
        {
            Addresses = [IpPrefix.Parse(own)],
            TimeToLive = 17,
            Tcp = new TcpSettings { TrafficClass = 0xB8 },
        };
        Stack stack = new(options, new StackSecret("0123456789abcdef"u8), new Buffers.BufferPool());
        Assert.Equal(StackError.None, stack.Connect(1, new Endpoint(IpAddress.Parse(peer), 80), out _));
        byte[] buffer = new byte[1500];
        int length = stack.Transmit(1, buffer, out _);
        if (options.Addresses[0].Address.IsIpv4)
        {
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(buffer.AsSpan(0, length), out Ipv4Packet packet));
            Assert.Equal((17, 0xB8, true), (packet.TimeToLive, packet.TrafficClass, packet.DontFragment));
        }
        else
        {
            Assert.Equal(Refusal.None, Ipv6Packet.TryParse(buffer.AsSpan(0, length), out Ipv6Packet packet));
            Assert.Equal((17, 0xB8), (packet.HopLimit, packet.TrafficClass));
        }
    }

    // RFC9293 MUST-5: options may stand in any segment; those of a SYN mean nothing later.
    [Fact]
    public void Options_of_a_syn_change_nothing_later()
    {
        Script script = Passive(Everything);
        TcpOptions late = Everything;
        late.MaximumSegmentSize = 100;
        late.WindowScale = 3;
        late.TimestampValue = 1001;
        script.Send(Ack, 1, 1, 10, window: 1000, options: late);
        script.Expect(Ack, 1, 11);
        script.Read(10);
        Assert.Equal((1460, 1000u << 7), (script.Info.MaximumSegmentSize, script.Info.SndWnd));
    }

    [Fact]
    public void A_segment_with_broken_options_is_dropped_and_counted()
    {
        Script script = Passive();
        byte[] packet = [.. script.Packet(1, 4)];
        packet[20 + 12] = 0x60;
        packet[40] = 2;
        packet[41] = 0;
        Resum(packet);
        script.Deliver(packet);
        script.ExpectNothing();
        Assert.Equal(1, script.Stack.Counters[Refusal.BadOption]);
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void Handles_of_the_past_name_nothing()
    {
        Script script = Passive();
        ConnectionId id = script.Id;
        script.Stack.Abort(id);
        byte[] bytes = new byte[1];
        Assert.Equal(StackError.InvalidHandle, script.Stack.Send(script.Now, id, bytes, out _));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Receive(script.Now, id, bytes, out _));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Shutdown(script.Now, id));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Close(script.Now, id));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Configure(script.Now, id, TcpSettings.Default));
        Assert.Equal(StackError.InvalidHandle, script.Stack.GetInfo(default, out _));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Accept(default, out _, out _));
    }

    private static void Resum(byte[] packet)
    {
        packet.AsSpan(36, 2).Clear();
        ulong sum = PseudoHeader.Sum(IpAddress.ReadIpv4(packet.AsSpan(12)), IpAddress.ReadIpv4(packet.AsSpan(16)), IpProtocol.Tcp, packet.Length - 20);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(36), InternetChecksum.Finish(InternetChecksum.Add(packet.AsSpan(20), sum)));
    }
}
