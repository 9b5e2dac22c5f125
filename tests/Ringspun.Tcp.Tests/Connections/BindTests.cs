using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Chosen local ends, and what may share them.</summary>
public class BindTests
{
    [Fact]
    public void One_local_end_speaks_to_several_peers()
    {
        Script script = new();
        Endpoint local = script.Local with { Port = 1234 };
        List<(ConnectionId Id, Endpoint Peer)> opened = [];
        script.IgnoresOthers = true;
        foreach (string address in new[] { "10.0.0.2", "10.0.0.3" })
        {
            script.Peer = new Endpoint(IpAddress.Parse(address), 80);
            Assert.Equal(StackError.None, script.Stack.Connect(script.Now, script.Peer, out ConnectionId id, local: local));
            script.Expect(Syn, 0);
            script.Send(Syn | Ack, 0, 1, options: Plain);
            script.Expect(Ack, 1, 1);
            opened.Add((id, script.Peer));
        }

        foreach ((ConnectionId id, Endpoint peer) in opened)
        {
            Assert.Equal(StackError.None, script.Stack.GetInfo(id, out ConnectionInfo info));
            Assert.Equal((TcpState.Established, local, peer), (info.State, info.Local, info.Remote));
        }
    }

    [Fact]
    public void The_same_ends_are_free_again_when_the_connection_is_over()
    {
        Script script = new();
        Endpoint local = script.Local with { Port = 1234 };
        Assert.Equal(StackError.None, script.Stack.Connect(script.Now, script.Peer, out ConnectionId id, local: local));
        Assert.Equal(StackError.AddressInUse, script.Stack.Connect(script.Now, script.Peer, out _, local: local));
        Assert.Equal(StackError.None, script.Stack.Abort(id));
        Assert.Equal(StackError.None, script.Stack.Connect(script.Now, script.Peer, out _, local: local));
    }

    [Theory]
    [InlineData("0.0.0.0", 1234)]
    [InlineData("10.0.0.7", 1234)]
    [InlineData("10.0.0.7", 0)]
    public void Either_part_of_the_local_end_can_be_left_open(string address, int port)
    {
        Script script = new(adjust: static options => options with { Addresses = [IpPrefix.Parse("10.0.0.1/24"), IpPrefix.Parse("10.0.0.7/24")] });
        Endpoint wanted = new(IpAddress.Parse(address), (ushort)port);
        Assert.Equal(StackError.None, script.Stack.Connect(script.Now, script.Peer, out ConnectionId id, local: wanted));
        Assert.Equal(StackError.None, script.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal(wanted.Address.IsUnspecified ? IpAddress.Parse("10.0.0.1") : wanted.Address, info.Local.Address);
        Assert.True(port == 0 ? info.Local.Port >= 49_152 : info.Local.Port == port);
    }

    [Fact]
    public void An_address_of_the_other_family_is_not_available()
    {
        Script script = new(adjust: static options => options with { Addresses = [IpPrefix.Parse("10.0.0.1/24"), IpPrefix.Parse("2001:db8::1/64")] });
        Endpoint local = new(IpAddress.Parse("2001:db8::1"), 0);
        Assert.Equal(StackError.AddressNotAvailable, script.Stack.Connect(script.Now, script.Peer, out _, local: local));
    }

    [Fact]
    public void A_listener_on_the_unspecified_address_answers_from_the_address_that_was_asked()
    {
        Script script = new(adjust: static options => options with { Addresses = [IpPrefix.Parse("10.0.0.1/24"), IpPrefix.Parse("10.0.0.7/24")] });
        Assert.Equal(StackError.None, script.Stack.Listen(new Endpoint(IpAddress.AnyIpv4, 80), 4, out ListenerId listener));
        foreach (string address in new[] { "10.0.0.7", "10.0.0.1" })
        {
            Endpoint local = new(IpAddress.Parse(address), 80);
            script.Local = local;
            script.Send(Syn, options: Plain);
            script.Expect(Syn | Ack, 0, 1);
            Assert.Equal(local, script.Local);
            script.Send(Ack, 1, 1);
            Assert.Equal(StackError.None, script.Stack.Accept(listener, out ConnectionId id, out _));
            Assert.Equal(StackError.None, script.Stack.GetInfo(id, out ConnectionInfo info));
            Assert.Equal(local, info.Local);
        }
    }

    // RFC9293 MUST-10: both connect to the port that the other connects from, and nobody listens.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_stacks_that_connect_to_each_other_become_one_connection(int lost)
    {
        long now = Second;
        Stack[] stacks = [Create("10.0.0.1/24"), Create("10.0.0.2/24")];
        Endpoint[] ends = [new(IpAddress.Parse("10.0.0.1"), 4000), new(IpAddress.Parse("10.0.0.2"), 5000)];
        ConnectionId[] ids = new ConnectionId[2];
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(StackError.None, stacks[i].Connect(now, ends[1 - i], out ids[i], local: ends[i]));
            Assert.Equal(StackError.None, stacks[i].Send(now, ids[i], new byte[100 + i], out _));
        }

        byte[] packet = new byte[2000];
        for (int turn = 0; turn < 100; turn++)
        {
            List<(int To, byte[] Packet)> crossing = [];
            for (int i = 0; i < 2; i++)
            {
                stacks[i].Advance(now);
                int length;
                while ((length = stacks[i].Transmit(now, packet, out _)) > 0)
                {
                    crossing.Add((1 - i, packet[..length]));
                }
            }

            now += 10 * Millisecond;
            foreach ((int to, byte[] sent) in crossing.Skip(turn == 1 ? lost : 0))
            {
                stacks[to].Receive(now, sent);
            }

            now = crossing.Count == 0 ? Math.Min(stacks[0].NextDeadline, stacks[1].NextDeadline) : now;
            if (now > 100 * Second)
            {
                break;
            }
        }

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(StackError.None, stacks[i].GetInfo(ids[i], out ConnectionInfo info));
            Assert.Equal((TcpState.Established, 101 - i, 0), (info.State, info.Readable, info.SendQueued));
            Assert.Equal(1, stacks[i].ConnectionCount);
        }
    }

    [Fact]
    public void A_connection_from_an_end_to_itself_opens()
    {
        Script script = new();
        Endpoint self = script.Local with { Port = 4000 };
        Assert.Equal(StackError.None, script.Stack.Connect(script.Now, self, out ConnectionId id, local: self));
        script.ExpectNothing();
        script.Id = id;
        Assert.Equal(TcpState.Established, script.State);
        Assert.Equal(StackError.None, script.Stack.Send(script.Now, id, new byte[10], out _));
        script.ExpectNothing();
        Assert.Equal((10, 0), (script.Info.Readable, script.Info.SendQueued));
    }

    private static Stack Create(string address) =>
        new(new StackOptions { Addresses = [IpPrefix.Parse(address)] }, new StackSecret("0123456789abcdef"u8), new BufferPool());
}
