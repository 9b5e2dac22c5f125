using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Listeners that take data in the SYN (RFC 7413 sections 4.1.2, 4.2.2 and 5.1).</summary>
public class FastOpenServerTests
{
    private static readonly TcpSettings Settings = new() { FastOpen = true };

    [Fact]
    public void It_is_off_unless_it_is_asked_for()
    {
        Script script = new Script().Listening();
        script.Send(Syn, length: 100, options: WithCookie());
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 1).Options.Present);
        Assert.Equal(0, script.Pool.Rented);
    }

    [Fact]
    public void A_client_that_asks_gets_a_cookie_and_its_data_waits_for_the_handshake()
    {
        Script script = new Script(Settings).Listening();
        script.Send(Syn, length: 100, options: WithCookie());
        Assert.Equal(8, script.Expect(Syn | Ack, 0, 1, 0).Options.FastOpen.Length);
        Assert.Equal(StackError.WouldBlock, script.Stack.Accept(script.Listener, out _, out _));
        script.Send(Ack, 1, 1, 100);
        script.Accept();
        script.Read(100);
        Assert.Equal(0, script.Info.SynDataTaken);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenCookiesAsked]);
    }

    [Fact]
    public void Data_with_a_cookie_is_read_and_answered_before_the_handshake_is_complete()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.Stack.Receive(script.Now, script.Segment(Syn, 0, 0, 100, WithCookie(cookie)));
        script.Accept();
        Assert.Equal(ConnectionEvents.Readable, script.Events());
        Assert.Equal((TcpState.SynReceived, 100), (script.State, script.Info.SynDataTaken));
        script.Read(100);
        script.Write(50);
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 101, 0).Options.Present);
        script.Expect(Ack, 1, 101, 50);
        script.ReadNothing();
        script.Send(Ack, 101, 51);
        Assert.Equal((TcpState.Established, 0), (script.State, script.Info.SendQueued));
        script.Send(Ack, 101, 51, 10);
        script.Read(10);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenAccepted]);
    }

    [Fact]
    public void Over_ipv6_cookies_are_as_good()
    {
        Script script = new Script(Settings, ipv6: true).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.Send(Syn, length: 1200, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 1201);
        script.Accept();
        script.Read(1200);
    }

    [Fact]
    public void Urgent_data_in_the_syn_is_marked()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.Send(Syn | Urg, length: 100, options: WithCookie(cookie), urgent: 41);
        script.Expect(Syn | Ack, 0, 101);
        script.Accept();
        Assert.Equal((ConnectionEvents.Readable | ConnectionEvents.Urgent, 40), (script.Events(), script.Info.UrgentAhead));
    }

    [Fact]
    public void An_answer_before_the_handshake_that_is_lost_is_sent_again()
    {
        Script script = Opened(out _);
        script.Write(50);
        script.Expect(Ack, 1, 101, 50);
        script.Send(Ack, 101, 1);
        Assert.Equal(TcpState.Established, script.State);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 101, 50);
        script.Send(Ack, 101, 51);
        script.Advance(100 * Second);
        script.ExpectNothing();
    }

    [Fact]
    public void Before_the_handshake_no_more_goes_than_the_initial_window()
    {
        Script script = Opened(out _);
        script.Write(100_000);
        for (int i = 0; i < 9; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 101, 1000);
        }

        script.ExpectNothing();
        script.Send(Ack, 101, 1);
        script.Expect(Ack, 9001, 101, 1000);
    }

    [Fact]
    public void A_syn_that_comes_twice_delivers_its_data_once()
    {
        Script script = Opened(out FastOpenCookie cookie);
        script.Read(100);
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 101).Options.Present);
        script.ReadNothing();
        script.Send(Ack, 101, 1);
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Ack, 1, 101, 0);
        script.ReadNothing();
        Assert.Equal(StackError.WouldBlock, script.Stack.Accept(script.Listener, out _, out _));
    }

    [Fact]
    public void A_client_that_repeats_its_syn_without_data_learns_that_it_was_taken()
    {
        Script script = Opened(out _);
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 101);
        script.Send(Ack, 101, 1, 5);
        script.Read(105);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(16)]
    public void A_forged_cookie_gets_a_good_one_and_an_ordinary_handshake(int length)
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie good = script.AskForCookie();
        FastOpenCookie forged = new(good.Value ^ (UInt128)1 << 127, length);
        script.Send(Syn, length: 100, options: WithCookie(forged));
        Assert.Equal(good, script.Expect(Syn | Ack, 0, 1).Options.FastOpen);
        Assert.Equal(0, script.Pool.Rented);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenCookiesRefused]);
    }

    [Fact]
    public void A_good_cookie_with_bytes_added_is_refused()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie good = script.AskForCookie();
        script.Send(Syn, length: 10, options: WithCookie(good with { Length = 10 }));
        script.Expect(Syn | Ack, 0, 1);
    }

    [Fact]
    public void A_cookie_is_good_for_its_address_alone_and_for_any_port()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 77 };
        script.Send(Syn, length: 10, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 11);
        script.Peer = new Endpoint(IpAddress.Parse("10.0.0.3"), 77);
        script.Send(Syn, length: 10, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 1);
    }

    [Fact]
    public void A_cookie_of_the_key_before_is_taken_and_replaced_and_an_older_one_is_not()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie first = script.AskForCookie();
        script.Stack.RotateFastOpenKey(new StackSecret("another key here"u8));
        script.Send(Syn, length: 100, options: WithCookie(first));
        FastOpenCookie second = script.Expect(Syn | Ack, 0, 101).Options.FastOpen;
        Assert.Equal(8, second.Length);
        Assert.NotEqual(first, second);
        script.Stack.RotateFastOpenKey(new StackSecret("and a third one."u8));
        script.Accept();
        script.Drop();
        script.Send(Syn, length: 100, options: WithCookie(first));
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Rst, 1);
        script.Send(Syn, length: 100, options: WithCookie(second));
        script.Expect(Syn | Ack, 0, 101);
    }

    [Fact]
    public void The_limit_of_unconfirmed_connections_falls_back_to_the_handshake()
    {
        Script script = Opened(out FastOpenCookie cookie, new TcpSettings { FastOpen = true, FastOpenPending = 1 });
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 1).Options.Present);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastOpenLimited]);
    }

    [Fact]
    public void A_confirmed_connection_makes_room_for_the_next()
    {
        Script script = Opened(out FastOpenCookie cookie, new TcpSettings { FastOpen = true, FastOpenPending = 1 });
        script.Send(Ack, 101, 1);
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 101);
    }

    [Fact]
    public void A_reset_makes_no_room_before_the_handshake_would_have_been_given_up()
    {
        Script script = Opened(out FastOpenCookie cookie, new TcpSettings { FastOpen = true, FastOpenPending = 1 });
        script.Send(Rst, 101);
        Assert.Equal((ConnectionEvents.Readable | ConnectionEvents.Failed, StackError.Reset), (script.Events(), script.Info.Failure));
        script.Close();
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Rst, 1);
        script.Advance(60 * Second);
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 101);
    }

    [Fact]
    public void While_syn_cookies_are_sent_and_shortly_after_no_data_is_taken()
    {
        Script script = new Script(Settings).Listening(backlog: 1);
        FastOpenCookie cookie = script.AskForCookie();
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack);
        Endpoint first = script.Peer;
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        Assert.Equal(TcpOptionSet.MaximumSegmentSize, script.Expect(Syn | Ack, 0, 1).Options.Present);
        Assert.Equal(1, script.Stack.Counters[StackCounter.CookiesSent]);
        script.Peer = first;
        script.Send(Rst, 1);
        script.Peer = script.Peer with { Port = 6001 };
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Rst, 1);
        script.Advance(Second);
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 101);
    }

    [Fact]
    public void More_than_the_buffer_takes_is_cut_and_comes_again()
    {
        Script script = new Script(new TcpSettings { FastOpen = true, ReceiveBuffer = 2048, WindowScaling = false }).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.Send(Syn, length: 3000, options: WithCookie(cookie));
        Assert.Equal(0, script.Expect(Syn | Ack, 0, 2049).Window);
        script.Accept();
        script.Read(2048);
        script.Send(Ack, 2049, 1);
        script.Expect(Ack, 1, 2049, 0, 2048);
        script.Send(Ack, 2049, 1, 952);
        script.Read(952);
    }

    [Fact]
    public void Without_memory_the_handshake_comes_first()
    {
        BufferPool pool = new(2048, 2048);
        Script script = new Script(Settings, pool: pool).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        IBuffer taken = pool.TryRent()!;
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 1);
        taken.Release();
        script.Send(Ack, 1, 1, 100);
        script.Accept();
        script.Read(100);
    }

    [Fact]
    public void The_end_of_the_answer_waits_for_the_handshake()
    {
        Script script = Opened(out _);
        script.Read(100);
        script.Write(50);
        script.Close();
        script.Expect(Ack, 1, 101, 50);
        script.ExpectNothing();
        script.Send(Ack, 101, 51);
        script.Expect(Fin | Ack, 51, 101, 0);
        script.Send(Fin | Ack, 101, 52);
        script.Expect(Ack, 52, 102);
    }

    [Fact]
    public void Closing_before_the_data_was_read_resets()
    {
        Script script = Opened(out _);
        script.Events();
        script.Close();
        script.Expect(Rst | Ack, 1, 101);
        Assert.Equal((0, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
    }

    [Fact]
    public void A_handshake_that_is_never_completed_fails_the_connection()
    {
        Script script = Opened(out _);
        script.Write(10);
        script.Skip(61 * Second);
        Assert.Equal((ConnectionEvents.Readable | ConnectionEvents.Failed | ConnectionEvents.Stalled, StackError.TimedOut), (script.Events(), script.Info.Failure));
        script.Close();
        Assert.Equal((0, 0L, long.MaxValue), (script.Stack.ConnectionCount, script.Pool.Rented, script.Stack.NextDeadline));
    }

    [Fact]
    public void A_syn_and_ack_that_is_repeated_carries_no_cookie()
    {
        Script script = new Script(Settings).Listening();
        script.Send(Syn, options: WithCookie());
        Assert.True(script.Expect(Syn | Ack, 0, 1).Options.Has(TcpOptionSet.FastOpen));
        script.Advance(Second);
        Assert.False(script.Expect(Syn | Ack, 0, 1).Options.Has(TcpOptionSet.FastOpen));
    }

    [Fact]
    public void A_closed_listener_resets_what_it_has_taken()
    {
        Script script = new Script(Settings).Listening();
        FastOpenCookie cookie = script.AskForCookie();
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 101);
        Assert.Equal(StackError.None, script.Stack.CloseListener(script.Listener));
        script.Expect(Rst | Ack, 1, 101);
        script.Events();
        Assert.Equal((0, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(52)]
    public void An_acknowledgment_of_what_was_never_sent_completes_nothing(long ack)
    {
        Script script = Opened(out _);
        script.Write(50);
        script.Expect(Ack, 1, 101, 50);
        script.Send(Ack, 101, ack);
        script.Expect(Rst, ack);
        Assert.Equal(TcpState.SynReceived, script.State);
    }

    /// <summary>A connection that was opened by 100 bytes in a SYN, and is accepted.</summary>
    private static Script Opened(out FastOpenCookie cookie, TcpSettings? settings = null)
    {
        Script script = new Script(settings ?? Settings).Listening();
        cookie = script.AskForCookie();
        script.Send(Syn, length: 100, options: WithCookie(cookie));
        script.Expect(Syn | Ack, 0, 101, 0);
        script.Accept();
        return script;
    }
}
