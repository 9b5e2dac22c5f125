using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Worlds;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>A stack that speaks to itself.</summary>
public class LoopbackTests
{
    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    public void A_connection_to_an_own_address_never_leaves(string address)
    {
        Script script = new();
        Stack stack = script.Stack;
        Endpoint endpoint = new(IpAddress.Parse(address), 8080);
        Assert.Equal(StackError.None, stack.Listen(endpoint, 1, out ListenerId listener));
        Assert.Equal(StackError.None, stack.Connect(script.Now, endpoint, out ConnectionId client));
        script.ExpectNothing();
        Assert.Equal(StackError.None, stack.Accept(listener, out ConnectionId server, out _));
        Transfer[] ends = [new(stack, client, 1, 100_000, 2), new(stack, server, 2, 50_000, 1)];
        Random random = new(1);
        for (int turn = 0; turn < 10_000 && !Array.TrueForAll(ends, static end => end.IsOver); turn++)
        {
            foreach (Transfer end in ends)
            {
                end.Step(script.Now, random);
            }

            script.ExpectNothing();
        }

        Assert.Equal([50_000, 100_000], ends.Select(static end => end.Received));
        Assert.Equal([StackError.None, StackError.None], ends.Select(static end => end.Failure));
    }

    [Fact]
    public void A_connection_to_an_own_port_that_nobody_has_is_refused()
    {
        Script script = new();
        Assert.Equal(StackError.None, script.Stack.Connect(script.Now, script.Local with { Port = 9 }, out ConnectionId id));
        script.ExpectNothing();
        script.Stack.GetInfo(id, out ConnectionInfo info);
        Assert.Equal(StackError.Refused, info.Failure);
    }

    [Theory]
    [InlineData("127.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.2", "127.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    public void From_outside_nobody_has_our_addresses(string source, string destination)
    {
        Script script = new Script().Listening();
        TcpHeader header = new() { SourcePort = 80, DestinationPort = 80, Flags = TcpFlags.Syn };
        script.Deliver(WholePacket.Build(IpAddress.Parse(source), IpAddress.Parse(destination), header, default, []));
        script.ExpectNothing();
        Assert.Equal(0, script.Stack.ConnectionCount);
    }
}
