using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>What is sent when: windows, Nagle's algorithm, silly windows, probes (RFC 9293 section 3.8.6, section 3.7.4).</summary>
public class SendTests
{
    [Fact]
    public void Data_goes_out_in_full_segments_and_the_last_has_psh()
    {
        Script script = Passive(settings: new TcpSettings { NoDelay = true });
        script.Write(2500);
        Assert.False(script.Expect(Ack, 1, 1, 1000).Flags.HasFlag(Psh));
        Assert.False(script.Expect(Ack, 1001, 1, 1000).Flags.HasFlag(Psh));

        // RFC9293 MUST-60, RFC9293 MUST-61.
        script.Expect(Ack | Psh, 2001, 1, 500);
        script.ExpectNothing();
    }

    [Fact]
    public void Nagle_holds_a_small_segment_while_another_is_outstanding()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Write(10);
        script.Write(10);
        script.ExpectNothing();
        script.Send(Ack, 1, 11);
        script.Expect(Ack, 11, 1, 20);
    }

    [Fact]
    public void Nagle_lets_full_segments_go()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Write(1500);
        script.Expect(Ack, 11, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1011);
        script.Expect(Ack, 1011, 1, 500);
    }

    // RFC9293 MUST-17.
    [Fact]
    public void Nagle_can_be_turned_off()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Write(10);
        script.ExpectNothing();
        script.Stack.Configure(script.Now, script.Id, new TcpSettings { NoDelay = true });
        script.Expect(Ack, 11, 1, 10);
    }

    [Fact]
    public void Cork_holds_all_but_full_segments_until_it_is_pulled()
    {
        Script script = Passive(settings: new TcpSettings { Cork = true });
        script.Write(1500);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.ExpectNothing();
        script.Stack.Configure(script.Now, script.Id, new TcpSettings());
        script.Expect(Ack, 1001, 1, 500);
    }

    [Fact]
    public void A_corked_segment_goes_after_a_timeout()
    {
        Script script = Passive(settings: new TcpSettings { Cork = true });
        script.Write(500);
        script.Advance((200 * Millisecond) - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 1, 1, 500);
    }

    [Fact]
    public void Fin_takes_the_last_data_along()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Write(10);
        script.Shutdown();
        script.Expect(Fin | Ack, 11, 1, 10);
    }

    [Fact]
    public void The_peers_window_bounds_what_is_sent()
    {
        Script script = Passive(window: 2500, settings: new TcpSettings { NoDelay = true });
        script.Write(5000);
        script.Expect(Ack, 1, 1, 1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1001, window: 2500);
        script.Expect(Ack, 2001, 1, 1000);
        script.ExpectNothing();
    }

    // RFC9293 MUST-38.
    [Fact]
    public void A_silly_window_is_not_used_until_the_wait_is_over()
    {
        Script script = Passive(window: 4000, settings: new TcpSettings { NoDelay = true });
        script.Write(4100);
        for (int i = 0; i < 4; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 1, 1000);
        }

        script.Send(Ack, 1, 4001, window: 50);
        script.ExpectNothing();
        script.Advance(Second);
        script.Expect(Ack, 4001, 1, 50);
    }

    [Fact]
    public void Half_of_the_largest_window_is_worth_sending()
    {
        Script script = Passive(window: 600, settings: new TcpSettings { NoDelay = true });
        script.Write(2000);
        script.Expect(Ack, 1, 1, 600);
        script.Send(Ack, 1, 601, window: 299);
        script.ExpectNothing();
        script.Send(Ack, 1, 601, window: 300);
        script.Expect(Ack, 601, 1, 300);
    }

    // RFC9293 MUST-35, RFC9293 MUST-36, RFC9293 MUST-37.
    [Fact]
    public void A_closed_window_is_probed_ever_more_slowly_for_as_long_as_the_peer_answers()
    {
        Script script = Passive(window: 0);
        script.Write(500);
        script.ExpectNothing();
        long wait = 200 * Millisecond;
        for (int probe = 0; probe < 40; probe++)
        {
            script.Advance(wait - 1);
            script.ExpectNothing();
            script.Advance(1);
            script.Expect(Ack, 1, 1, 1);
            script.Send(Ack, 1, 1, window: 0);
            wait = Math.Min(wait * 2, 60 * Second);
        }

        Assert.Equal(TcpState.Established, script.State);
        script.Send(Ack, 1, 1, window: 1000);
        script.Expect(Ack, 1, 1, 500);
    }

    [Fact]
    public void A_probe_that_was_taken_is_not_sent_again()
    {
        Script script = Passive(window: 0);
        script.Write(500);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1);
        script.Send(Ack, 1, 2, window: 0);
        script.ExpectNothing();
        script.Send(Ack, 1, 2, window: 1000);
        script.Expect(Ack, 2, 1, 499);
    }

    // RFC9293 MUST-20, RFC9293 MUST-21.
    [Fact]
    public void A_closed_window_of_a_silent_peer_ends_the_connection()
    {
        Script script = Passive(window: 0, settings: new TcpSettings { UserTimeout = 100 * Second });
        script.Write(500);
        script.Advance(101 * Second);
        Assert.Equal(StackError.TimedOut, script.Info.Failure);
    }

    // RFC9293 MUST-34.
    [Fact]
    public void A_window_that_shrinks_below_what_was_sent_is_survived()
    {
        Script script = Passive(window: 5000, settings: new TcpSettings { NoDelay = true });
        script.Write(6000);
        for (int i = 0; i < 5; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 1, 1000);
        }

        script.Send(Ack, 1, 1001, window: 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 5001, window: 5000);
        script.Expect(Ack, 5001, 1, 1000);
    }

    // RFC9293 MUST-1.
    [Fact]
    public void A_window_is_unsigned_and_scaled()
    {
        TcpOptions peer = Everything;
        peer.WindowScale = 14;
        Script script = Passive(peer);
        script.Send(Ack, 1, 1, window: 65_535, options: Time(1001));
        Assert.Equal(65_535u << 14, script.Info.SndWnd);
    }

    [Fact]
    public void A_scale_above_14_counts_as_14()
    {
        TcpOptions peer = Everything;
        peer.WindowScale = 200;
        Script script = Passive(peer);
        script.Send(Ack, 1, 1, window: 1, options: Time(1001));
        Assert.Equal(1u << 14, script.Info.SndWnd);
    }

    [Fact]
    public void An_old_segment_does_not_change_the_window()
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 100, window: 5000);
        script.Send(Ack, 1, 1, 0, window: 10);
        Assert.Equal(5000u, script.Info.SndWnd);
    }

    [Fact]
    public void The_initial_window_is_ten_segments()
    {
        Script script = Passive();
        script.Write(50_000);
        for (int i = 0; i < 10; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 1, 1000);
        }

        script.ExpectNothing();
        script.Send(Ack, 1, 2001);
        for (int i = 10; i < 14; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 1, 1000);
        }

        script.ExpectNothing();
    }

    [Fact]
    public void A_full_buffer_takes_less_and_tells_when_there_is_room()
    {
        Script script = Passive(settings: new TcpSettings { SendBuffer = 4000 });
        Assert.Equal(4000, script.Write(5000));
        Assert.Equal(0, script.Write(1));
        script.Ignore();
        script.Events();
        script.Send(Ack, 1, 1001);
        Assert.Equal(ConnectionEvents.None, script.Events());
        script.Send(Ack, 1, 2001);
        Assert.Equal(ConnectionEvents.Writable, script.Events());
        Assert.Equal(2000, script.Write(5000));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(70_000)]
    [InlineData(-70_000)]
    public void An_acknowledgment_of_the_future_or_of_long_ago_is_challenged(long ack)
    {
        Script script = Passive();
        script.Send(Ack, 1, ack, 10);
        script.Expect(Ack, 1, 1, 0);
        script.ReadNothing();
    }

    [Fact]
    public void After_a_pause_the_window_is_the_initial_one()
    {
        Script script = Passive(settings: new TcpSettings { SendBuffer = 1 << 20 });
        script.Write(60_000);
        for (int i = 1; i <= 60; i++)
        {
            script.Send(Ack, 1, 1 + (1000 * i));
        }

        script.Ignore();
        Assert.True(script.Info.CongestionWindow > 20_000);
        script.Advance(10 * Second);
        script.Write(60_000);
        for (int i = 0; i < 10; i++)
        {
            script.Expect(Ack, 60_001 + (1000 * i), 1, 1000);
        }

        script.ExpectNothing();
    }
}
