using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Connections that begin with data (RFC 7413 sections 4.1.3 and 4.2).</summary>
public class FastOpenClientTests
{
    [Fact]
    public void It_is_off_unless_it_is_asked_for()
    {
        Script script = new Script().ConnectWith(100);
        Assert.False(script.Expect(Syn, 0, length: 0).Options.Has(TcpOptionSet.FastOpen));
    }

    [Fact]
    public void The_first_connection_asks_for_a_cookie_and_sends_its_data_after_the_handshake()
    {
        Script script = new Script(new TcpSettings { FastOpen = true }).ConnectWith(100);
        Assert.Equal(0, script.Expect(Syn, 0, length: 0).Options.FastOpen.Length);
        script.Send(Syn | Ack, 0, 1, options: WithCookie(Ticket));
        script.Expect(Ack, 1, 1, 100);
        Assert.Equal(0, script.Info.SynDataTaken);
    }

    [Fact]
    public void The_second_connection_sends_its_data_with_the_syn()
    {
        Script script = WithTicket().ConnectWith(300);
        SeenSegment syn = script.Expect(Syn, 0, length: 300);
        Assert.Equal(Ticket, syn.Options.FastOpen);
        script.Send(Syn | Ack, 0, 301, options: Plain);
        script.Expect(Ack, 301, 1, 0);
        Assert.Equal((TcpState.Established, 300, 0), (script.State, script.Info.SynDataTaken, script.Info.SendQueued));
        Assert.Equal(ConnectionEvents.Connected, script.Events());
        Assert.Equal(0, script.Pool.Rented);
        script.Write(50);
        script.Expect(Ack, 301, 1, 50);
        script.Send(Ack, 1, 351);
        script.Advance(100 * Second);
        script.ExpectNothing();
    }

    [Fact]
    public void Without_data_a_cookie_is_kept_for_later()
    {
        Script script = WithTicket().ConnectWith(0);
        Assert.False(script.Expect(Syn, 0, length: 0).Options.Has(TcpOptionSet.FastOpen));
    }

    [Theory]
    [InlineData(1000, 960)]
    [InlineData(0, 496)]
    [InlineData(9000, 1420)]
    [InlineData(1, 24)]
    public void No_more_goes_with_the_syn_than_a_segment_of_the_servers_takes(ushort mss, int length)
    {
        // With the longest cookie the options of a SYN take all of their 40 bytes.
        FastOpenCookie longest = new(Ticket.Value, 16);
        Script script = new Script(new TcpSettings { FastOpen = true }).ConnectWith(0);
        script.Expect(Syn, 0);
        TcpOptions options = WithCookie(longest, mss);
        options.Present &= mss == 0 ? TcpOptionSet.FastOpen : options.Present;
        script.Send(Syn | Ack, 0, 1, options: options);
        script.Drop();
        script.ConnectWith(5000);
        Assert.Equal(longest, script.Expect(Syn, 0, length: length).Options.FastOpen);
    }

    [Fact]
    public void Data_that_was_not_taken_goes_with_the_first_acknowledgment_and_the_next_syns_are_bare()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1, 300);
        script.Send(Ack, 1, 301);
        Assert.Equal((0, 0), (script.Info.SynDataTaken, script.Info.SendQueued));
        script.Drop();
        script.Advance((60 * Second) - 1);
        Bare(script);
        script.Advance(1);
        script.ConnectWith(10);
        script.Expect(Syn, 0, length: 10);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenFailures]);
    }

    [Fact]
    public void Data_that_was_taken_in_part_is_continued()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 101, options: Plain);
        script.Expect(Ack, 101, 1, 200);
        Assert.Equal(100, script.Info.SynDataTaken);
    }

    [Fact]
    public void Data_that_arrived_twice_is_acknowledged_late()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 1, options: WithSack);
        script.Expect(Ack, 1, 1, 300);
        script.Send(Ack, 1, 301);
        script.Write(10);
        script.Expect(Ack, 301, 1, 10);
    }

    // RFC 7413 section 4.1.3.1: a path that swallows such SYNs.
    [Fact]
    public void A_syn_that_gets_no_answer_is_repeated_bare_and_the_server_is_remembered()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Advance(Second);
        Assert.False(script.Expect(Syn, 0, length: 0).Options.Has(TcpOptionSet.FastOpen));
        script.Send(Syn | Ack, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1, 300);
        script.Drop();
        Bare(script);
    }

    [Fact]
    public void The_pause_doubles_with_each_failure_and_ends_with_a_success()
    {
        Script script = WithTicket();
        foreach (int minutes in new[] { 1, 2, 4, 8 })
        {
            script.ConnectWith(300);
            script.Expect(Syn, 0, length: 300);
            script.Skip(Second);
            script.Drop();
            script.Advance((minutes * 60 * Second) - 1);
            Bare(script);
            script.Advance(1);
        }

        script.ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 301, options: Plain);
        script.Drop();
        script.ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
    }

    [Fact]
    public void A_request_for_a_cookie_that_gets_no_answer_is_not_repeated_either()
    {
        Script script = new Script(new TcpSettings { FastOpen = true }).ConnectWith(10);
        Assert.True(script.Expect(Syn, 0).Options.Has(TcpOptionSet.FastOpen));
        script.Advance(Second);
        Assert.False(script.Expect(Syn, 0, length: 0).Options.Has(TcpOptionSet.FastOpen));
        script.Drop();
        Bare(script);
    }

    [Fact]
    public void An_answer_to_the_first_syn_after_the_bare_one_still_counts()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Advance(Second);
        script.Expect(Syn, 0, length: 0);
        script.Send(Syn | Ack, 0, 301, options: Plain);
        script.Expect(Ack, 301, 1, 0);
        Assert.Equal((300, 0), (script.Info.SynDataTaken, script.Info.SendQueued));
        script.Drop();
        script.ConnectWith(10);
        script.Expect(Syn, 0, length: 10);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(0)]
    public void An_answer_to_what_was_not_sent_is_reset(long ack)
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, ack, options: Plain);
        script.Expect(Rst, ack);
        Assert.Equal(TcpState.SynSent, script.State);
    }

    [Fact]
    public void An_icmp_error_about_the_syn_is_a_failure()
    {
        Script script = WithTicket().ConnectWith(1000);
        SeenSegment syn = script.Expect(Syn, 0);
        TcpHeader header = new() { SourcePort = script.Local.Port, DestinationPort = script.Peer.Port, Sequence = script.StackIss, Flags = Syn };
        byte[] inner = WholePacket.Build(script.Local.Address, script.Peer.Address, header, default, syn.Data);
        byte[] packet = [.. new byte[28], .. inner.AsSpan(0, 28)];
        IcmpMessage.Write(packet.AsSpan(20), IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.FragmentationNeeded, 600);
        WholePacket.Ip(packet, IpAddress.Parse("10.0.0.77"), script.Local.Address, IpProtocol.Icmp, packet.Length - 20);
        script.Deliver(packet);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenFailures]);
        script.Advance(Second);
        script.Expect(Syn, 0, length: 0);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenFailures]);
        script.Send(Syn | Ack, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1, 1000);
        script.Drop();
        Bare(script);
    }

    [Fact]
    public void Over_ipv6_without_an_mss_the_default_is_taken()
    {
        Script script = new Script(new TcpSettings { FastOpen = true }, ipv6: true).ConnectWith(0);
        script.Expect(Syn, 0);
        script.Send(Syn | Ack, 0, 1, options: new TcpOptions { Present = TcpOptionSet.FastOpen, FastOpen = Ticket });
        script.Drop();
        script.ConnectWith(5000);
        Assert.Equal(1220 - 32, script.Expect(Syn, 0).Data.Length);
    }

    [Fact]
    public void A_new_cookie_replaces_the_old_one()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        FastOpenCookie next = new((UInt128)0x1234_5678 << 96, 4);
        script.Send(Syn | Ack, 0, 1, options: WithCookie(next));
        script.Drop();
        script.ConnectWith(10);
        Assert.Equal(next, script.Expect(Syn, 0, length: 10).Options.FastOpen);
    }

    [Fact]
    public void A_cookie_that_nobody_asked_for_is_not_kept()
    {
        Script script = new Script().ConnectWith(10);
        script.Expect(Syn, 0);
        script.Send(Syn | Ack, 0, 1, options: WithCookie(Ticket));
        script.Drop();
        Assert.Equal(0, script.Stack.FastOpenCache.Count);
    }

    [Fact]
    public void An_empty_cookie_in_the_answer_is_none()
    {
        Script script = new Script(new TcpSettings { FastOpen = true }).ConnectWith(10);
        script.Expect(Syn, 0);
        script.Send(Syn | Ack, 0, 1, options: WithCookie());
        script.Expect(Ack, 1, 1, 10);
        Assert.Equal(0, script.Stack.FastOpenCache.Count);
    }

    [Fact]
    public void What_is_remembered_of_servers_is_bounded()
    {
        Script script = WithTicket(static options => options with { FastOpenServers = 2 });
        script.IgnoresOthers = true;
        for (int i = 0; i < 10; i++)
        {
            script.Peer = script.Peer with { Address = new IpAddress(0x0A00_0010u + (uint)i) };
            script.ConnectWith(0);
            script.Expect(Syn, 0);
            script.Send(Syn | Ack, 0, 1, options: WithCookie(Ticket));
            script.Drop();
            Assert.Equal(2, script.Stack.FastOpenCache.Count);
        }

        script.ConnectWith(10);
        script.Expect(Syn, 0, length: 10);
        script.Peer = script.Peer with { Address = IpAddress.Parse("10.0.0.2") };
        script.ConnectWith(10);
        script.Expect(Syn, 0, length: 0);
    }

    [Fact]
    public void Both_begin_at_once_and_the_data_follows()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn, 0, options: Plain);
        script.Expect(Syn | Ack, 0, 1, 0);
        script.Send(Syn | Ack, 0, 1, options: Plain);
        Assert.Equal(TcpState.Established, script.State);
        script.Expect(Ack, 1, 1, 300);
        script.Send(Ack, 1, 301);
        Assert.Equal(0, script.Info.SendQueued);
    }

    [Fact]
    public void Data_with_the_servers_syn_is_taken()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 301, 40, options: Plain);
        script.Expect(Ack, 301, 41, 0);
        script.Read(40);
    }

    [Fact]
    public void A_refused_connection_gives_everything_back()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Expect(Syn, 0, length: 300);
        script.Send(Rst | Ack, 0, 301);
        Assert.Equal((ConnectionEvents.Failed, StackError.Refused), (script.Events(), script.Info.Failure));
        script.Close();
        Assert.Equal((0, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
    }

    [Fact]
    public void A_request_in_the_syn_and_fin_after_the_handshake()
    {
        Script script = WithTicket().ConnectWith(300);
        script.Shutdown();
        script.Expect(Syn, 0, length: 300);
        script.Send(Syn | Ack, 0, 301, options: Plain);
        script.Expect(Fin | Ack, 301, 1, 0);
        Assert.Equal(TcpState.FinWait1, script.State);
    }

    private static void Bare(Script script)
    {
        script.ConnectWith(10);
        Assert.False(script.Expect(Syn, 0, length: 0).Options.Has(TcpOptionSet.FastOpen));
        script.Drop();
    }
}
