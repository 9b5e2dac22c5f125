using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Backlogs, cookies, ports and addresses.</summary>
public class ListenerTests
{
    [Fact]
    public void Connections_wait_in_order_to_be_accepted()
    {
        Script script = new Script().Listening();
        Endpoint[] peers = [.. Enumerable.Range(1, 3).Select(i => script.Peer with { Port = (ushort)(5000 + i) })];
        foreach (Endpoint peer in peers)
        {
            Handshake(script, peer, Plain);
        }

        Assert.True(script.Stack.TryTakeEvent(out StackEvent told));
        Assert.Equal(script.Listener, told.Listener);
        foreach (Endpoint peer in peers)
        {
            Assert.Equal(StackError.None, script.Stack.Accept(script.Listener, out _, out Endpoint remote));
            Assert.Equal(peer, remote);
        }

        Assert.Equal(StackError.WouldBlock, script.Stack.Accept(script.Listener, out _, out _));
    }

    [Fact]
    public void A_full_backlog_is_served_by_cookies()
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Peer = script.Peer with { Port = 6000 };
        script.IgnoresOthers = true;
        script.Send(Syn, options: Everything);
        SeenSegment cookie = script.Expect(Syn | Ack, 0, 1);
        Assert.Equal(1, script.Stack.ConnectionCount);
        Assert.Equal(Everything.Present, cookie.Options.Present);
        script.Advance(Second);
        script.Send(Ack, 1, 1, 10, options: Time(1001, cookie.Options.TimestampValue));
        script.Accept();
        script.Ignore();
        Assert.Equal((TcpState.Established, 6000, 1460), (script.State, script.Info.Remote.Port, script.Info.MaximumSegmentSize));
        script.Read(10);
        script.Send(Ack, 11, 1, window: 100, options: Time(1002, cookie.Options.TimestampValue));
        Assert.Equal(100u << 7, script.Info.SndWnd);
        Assert.Equal(1, script.Stack.Counters[StackCounter.CookiesAccepted]);
    }

    [Fact]
    public void A_cookie_without_timestamps_carries_the_mss_alone()
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.Peer = script.Peer with { Port = 6000 };
        script.IgnoresOthers = true;
        script.Send(Syn, options: WithSack);
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 1).Options.Present);
        script.Send(Ack, 1, 1);
        script.Accept();
        Assert.Equal(536, script.Info.MaximumSegmentSize);
    }

    [Fact]
    public void A_cookie_expires()
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.Peer = script.Peer with { Port = 6000 };
        script.IgnoresOthers = true;
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack);
        script.Skip(130 * Second);
        script.Send(Ack, 1, 1);
        script.Expect(Rst, 1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void A_guessed_cookie_is_refused(long sequence, long acknowledgment)
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.Peer = script.Peer with { Port = 6000 };
        script.IgnoresOthers = true;
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1 + sequence, 1 + acknowledgment);
        script.Expect(Rst, 1 + acknowledgment);
        Assert.Equal(1, script.Stack.Counters[StackCounter.CookiesRefused]);
    }

    [Fact]
    public void A_closed_listener_answers_by_resets_and_resets_what_waited()
    {
        Script script = new Script().Listening();
        Handshake(script, script.Peer, Plain);
        Assert.Equal(StackError.None, script.Stack.CloseListener(script.Listener));
        script.Expect(Rst | Ack);
        script.Send(Syn, options: Plain);
        script.Expect(Rst | Ack);
        Assert.Equal(0, script.Stack.ConnectionCount);
        Assert.Equal(StackError.InvalidHandle, script.Stack.CloseListener(script.Listener));
    }

    // RFC9293 MUST-41, RFC9293 MUST-42.
    [Fact]
    public void Listeners_of_an_address_and_of_all_addresses_stand_side_by_side()
    {
        Script script = new Script().Listening();
        Assert.Equal(StackError.AddressInUse, script.Stack.Listen(script.Local, 1, out _));
        Assert.Equal(StackError.None, script.Stack.Listen(new Endpoint(IpAddress.AnyIpv4, 80), 1, out ListenerId any));
        Assert.Equal(StackError.None, script.Stack.Listen(new Endpoint(IpAddress.AnyIpv6, 80), 1, out _));
        Handshake(script, script.Peer, Plain);
        Assert.Equal(StackError.WouldBlock, script.Stack.Accept(any, out _, out _));
        script.Accept();
        script.Stack.CloseListener(script.Listener);
        script.Peer = script.Peer with { Port = 7000 };
        Handshake(script, script.Peer, Plain);
        Assert.Equal(StackError.None, script.Stack.Accept(any, out _, out _));
    }

    [Theory]
    [InlineData("10.0.0.9", 80, StackError.AddressNotAvailable)]
    [InlineData("10.0.0.1", 0, StackError.InvalidAddress)]
    public void Where_nobody_can_listen(string address, int port, StackError error) =>
        Assert.Equal(error, new Script().Stack.Listen(new Endpoint(IpAddress.Parse(address), (ushort)port), 1, out _));

    // RFC9293 MUST-43, RFC9293 MUST-44, RFC9293 MUST-45, RFC9293 MUST-46.
    [Theory]
    [InlineData("10.0.0.255", 80, StackError.InvalidAddress)]
    [InlineData("255.255.255.255", 80, StackError.InvalidAddress)]
    [InlineData("224.0.0.1", 80, StackError.InvalidAddress)]
    [InlineData("0.0.0.0", 80, StackError.InvalidAddress)]
    [InlineData("10.0.0.2", 0, StackError.InvalidAddress)]
    [InlineData("10.9.0.2", 80, StackError.NoRoute)]
    [InlineData("2001:db8::1", 80, StackError.NoRoute)]
    [InlineData("10.0.0.2", 80, StackError.None)]
    public void Where_nobody_can_connect_to(string address, int port, StackError error)
    {
        Stack stack = new Script().Stack;
        Assert.Equal(error, stack.Connect(1, new Endpoint(IpAddress.Parse(address), (ushort)port), out ConnectionId id));
        if (error == StackError.None)
        {
            stack.GetInfo(id, out ConnectionInfo info);
            Assert.Equal("10.0.0.1", info.Local.Address.ToString());
        }
    }

    [Fact]
    public void A_chosen_local_end_is_kept()
    {
        Script script = new();
        Endpoint local = script.Local with { Port = 1234 };
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out ConnectionId id, local: local));
        script.Stack.GetInfo(id, out ConnectionInfo info);
        Assert.Equal(local, info.Local);
        Assert.Equal(StackError.AddressInUse, script.Stack.Connect(1, script.Peer, out _, local: local));
        Endpoint foreign = new(IpAddress.Parse("10.0.0.7"), 0);
        Assert.Equal(StackError.AddressNotAvailable, script.Stack.Connect(1, script.Peer, out _, local: foreign));
    }

    [Fact]
    public void Every_port_is_used_once_and_then_none_is_left()
    {
        Script script = new(adjust: static options => options with { FirstEphemeralPort = 50_000, LastEphemeralPort = 50_099 });
        HashSet<ushort> ports = [];
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out ConnectionId id));
            script.Stack.GetInfo(id, out ConnectionInfo info);
            Assert.InRange(info.Local.Port, (ushort)50_000, (ushort)50_099);
            Assert.True(ports.Add(info.Local.Port));
        }

        Assert.Equal(StackError.NoPorts, script.Stack.Connect(1, script.Peer, out _));
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer with { Port = 1 }, out _));
    }

    [Fact]
    public void A_port_that_is_listened_on_is_not_chosen()
    {
        Script script = new(adjust: static options => options with { FirstEphemeralPort = 50_000, LastEphemeralPort = 50_001 });
        Assert.Equal(StackError.None, script.Stack.Listen(script.Local with { Port = 50_000 }, 10, out ListenerId listener));

        // Neither for the listener's own connections nor for others.
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Local with { Port = 50_000 }, out ConnectionId id));
        script.Stack.GetInfo(id, out ConnectionInfo info);
        Assert.Equal(50_001, info.Local.Port);
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out _));
        Assert.Equal(StackError.NoPorts, script.Stack.Connect(1, script.Peer, out _));
        script.Stack.CloseListener(listener);
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out _));
    }

    [Fact]
    public void Nobody_connects_to_itself_unless_it_asks_to()
    {
        Script script = new(adjust: static options => options with { FirstEphemeralPort = 50_000, LastEphemeralPort = 50_000 });
        Endpoint only = script.Local with { Port = 50_000 };
        Assert.Equal(StackError.NoPorts, script.Stack.Connect(1, only, out _));
        Assert.Equal(StackError.None, script.Stack.Connect(1, only, out _, local: only));
    }

    [Fact]
    public void The_limit_of_connections_holds()
    {
        Script script = new(adjust: static options => options with { MaxConnections = 2 });
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out ConnectionId id));
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out _));
        Assert.Equal(StackError.TooManyConnections, script.Stack.Connect(1, script.Peer, out _));
        script.Stack.Abort(id);
        script.Ignore();
        Assert.Equal(StackError.None, script.Stack.Connect(1, script.Peer, out ConnectionId next));
        Assert.NotEqual(id, next);
        Assert.Equal(StackError.InvalidHandle, script.Stack.GetInfo(id, out _));
    }

    // RFC9293 MUST-57, RFC9293 MUST-63.
    [Theory]
    [InlineData("10.0.0.2", "10.0.0.255")]
    [InlineData("10.0.0.2", "224.0.0.1")]
    [InlineData("10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.255", "10.0.0.1")]
    [InlineData("0.0.0.0", "10.0.0.1")]
    [InlineData("224.0.0.1", "10.0.0.1")]
    public void Groups_and_broadcasts_are_met_by_silence(string source, string destination)
    {
        Script script = new Script().Listening();
        TcpHeader header = new() { SourcePort = 1, DestinationPort = 80, Flags = Syn };
        script.Deliver(WholePacket.Build(IpAddress.Parse(source), IpAddress.Parse(destination), header, default, []));
        script.ExpectNothing();
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    // RFC9293 MUST-8, RFC9293 MUST-9.
    [Fact]
    public void Initial_numbers_follow_a_clock_and_differ_between_ends()
    {
        uint Iss(long now, ushort port)
        {
            Script script = new();
            script.Stack.Connect(now, script.Peer with { Port = port }, out ConnectionId id, local: script.Local with { Port = 99 });
            script.Stack.GetInfo(id, out ConnectionInfo info);
            return info.SndUna;
        }

        Assert.Equal(250_000u, Iss(3 * Second, 1) - Iss(2 * Second, 1));
        Assert.NotEqual(Iss(Second, 1), Iss(Second, 2));
    }

    private static void Handshake(Script script, Endpoint peer, TcpOptions options)
    {
        script.Peer = peer;
        script.Send(Syn, options: options);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.ExpectNothing();
    }
}
