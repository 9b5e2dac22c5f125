using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>The ends of connections (RFC 9293 section 3.6).</summary>
public class CloseTests
{
    // RFC9293 MUST-13.
    [Fact]
    public void This_side_closes_first()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1, 0);
        Assert.Equal(TcpState.FinWait1, script.State);
        script.Send(Ack, 1, 2);
        Assert.Equal(TcpState.FinWait2, script.State);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.ReadEnd();
        script.Advance((60 * Second) - 1);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.Advance(1);
        Assert.Equal(TcpState.Closed, script.State);
        Assert.True(script.Events().HasFlag(ConnectionEvents.Closed));
        script.Close();
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void The_peer_closes_first()
    {
        Script script = Passive();
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 1, 2);
        Assert.Equal(TcpState.CloseWait, script.State);
        Assert.Equal(ConnectionEvents.EndOfStream, script.Events());
        script.ReadEnd();
        script.Write(100);
        script.Expect(Ack, 1, 2, 100);
        script.Close();
        script.Send(Ack, 2, 101);
        script.Expect(Fin | Ack, 101, 2);
        script.Send(Ack, 2, 102);
        Assert.Equal(0, script.Stack.ConnectionCount);
        Assert.Equal(long.MaxValue, script.Stack.NextDeadline);
    }

    [Fact]
    public void Both_close_at_once()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 1);
        Assert.Equal(TcpState.Closing, script.State);
        script.Expect(Ack, 2, 2);
        script.Send(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Fact]
    public void A_fin_lost_in_simultaneous_close_is_sent_again()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 2, 2);
        script.Advance(Second);
        script.Expect(Fin | Ack, 1, 2);
        script.Send(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Fact]
    public void Fin_and_its_acknowledgment_in_one_segment()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Fact]
    public void Half_close_lets_the_peer_send_on()
    {
        Script script = Passive();
        script.Write(50);
        script.Shutdown();
        script.Expect(Ack, 1, 1, 50);
        script.Expect(Fin | Ack, 51, 1, 0);
        Assert.Equal(StackError.ShutDown, script.Stack.Send(script.Now, script.Id, new byte[1], out _));
        script.Send(Ack, 1, 52, 300);
        script.Expect(Ack, 52, 301);
        script.Read(300);
        script.Send(Fin | Ack, 301, 52, 100);
        script.Expect(Ack, 52, 402);
        script.Read(100);
        script.ReadEnd();
    }

    [Fact]
    public void A_repeated_fin_is_acknowledged_and_begins_time_wait_anew()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        script.Advance(50 * Second);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        script.Advance(59 * Second);
        Assert.Equal(TcpState.TimeWait, script.State);
        script.Advance(Second);
        Assert.Equal(TcpState.Closed, script.State);
    }

    [Fact]
    public void A_reset_does_not_end_time_wait()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        script.Send(Rst, 2);
        script.ExpectNothing();
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Theory]
    [InlineData(5000, true)]
    [InlineData(-5000, false)]
    public void A_new_syn_may_end_time_wait(int newIss, bool opens)
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 2);
        script.Expect(Ack, 2, 2);
        uint before = script.Info.SndNxt;
        script.PeerIss = (uint)(script.PeerIss + newIss);
        script.Send(Syn, options: Plain);
        if (opens)
        {
            script.Expect(Syn | Ack, 0, 1);
            script.Send(Ack, 1, 1);
            script.Accept();
            Assert.True((int)(script.Info.SndUna - before) > 0, "the new numbers follow the old ones");
        }
        else
        {
            script.Expect(Ack, 2);
        }
    }

    [Fact]
    public void A_fin_that_came_early_counts_when_its_turn_is()
    {
        Script script = Passive();
        script.Send(Fin | Ack, 101, 1, 50);
        script.Expect(Ack, 1, 1);
        Assert.Equal(TcpState.Established, script.State);
        script.Send(Ack, 1, 1, 100);
        script.Expect(Ack, 1, 152);
        Assert.Equal(TcpState.CloseWait, script.State);
        script.Read(150);
        script.ReadEnd();
    }

    [Fact]
    public void Closing_with_unread_data_resets()
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 1, 11);
        script.Events();
        script.Close();
        script.Expect(Rst | Ack, 1, 11);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void Data_after_closing_resets()
    {
        Script script = Passive();
        script.Close();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 2, 10);
        script.Expect(Rst | Ack, 2);
        script.Events();
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void Abort_resets_and_forgets()
    {
        Script script = Passive();
        script.Write(5000);
        script.Ignore();
        Assert.Equal(StackError.None, script.Stack.Abort(script.Id));
        script.Expect(Rst | Ack, 5001, 1);
        Assert.Equal((0, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Abort(script.Id));
    }

    [Fact]
    public void An_abandoned_fin_wait_2_ends()
    {
        Script script = Passive();
        script.Close();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 2);
        script.Advance(60 * Second);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void A_fin_wait_2_that_is_read_from_lasts()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 2);
        script.Advance(5000 * Second);
        Assert.Equal(TcpState.FinWait2, script.State);
    }

    // RFC9293 MUST-12, RFC9293 MUST-47.
    [Fact]
    public void A_reset_ends_the_connection()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Send(Rst, 1);
        Assert.Equal(ConnectionEvents.Failed, script.Events());
        Assert.Equal(StackError.Reset, script.Info.Failure);
        script.ExpectNothing();
        Assert.Equal(long.MaxValue, script.Stack.NextDeadline);
        script.Close();
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    // RFC 5961 section 3.2.
    [Theory]
    [InlineData(2, true)]
    [InlineData(65_000, true)]
    [InlineData(70_000, false)]
    [InlineData(0, false)]
    [InlineData(-70_000, false)]
    public void A_reset_that_is_not_the_next_number_is_challenged_or_dropped(long seq, bool challenged)
    {
        Script script = Passive();
        script.Send(Rst, seq);
        if (challenged)
        {
            script.Expect(Ack, 1, 1, 0);
        }

        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_syn_in_an_open_connection_is_challenged(long seq)
    {
        Script script = Passive();
        script.Send(Syn, seq);
        script.Expect(Ack, 1, 1, 0);
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void Challenges_are_limited()
    {
        Script script = Passive();
        for (int i = 0; i < 100; i++)
        {
            script.Send(Syn, 1);
            script.Send(Rst, 10);
            script.Send(Ack, 1, 5000);
        }

        script.Expect(Ack, 1, 1);
        script.ExpectNothing();
        script.Advance(500 * Millisecond);
        script.Send(Syn, 1);
        script.Expect(Ack, 1, 1);
    }

    // RFC9293 MUST-66.
    [Fact]
    public void A_reset_counts_while_the_window_is_closed()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2048, WindowScaling = false });
        script.Send(Ack, 1, 1, 1024);
        script.Send(Ack, 1025, 1, 1024);
        script.Ignore();
        Assert.Equal(0u, script.Info.RcvWnd);
        script.Send(Rst, 2049);
        Assert.Equal(StackError.Reset, script.Info.Failure);
    }

    [Fact]
    public void Fin_waits_for_the_window_and_probes_it()
    {
        Script script = Passive(window: 0);
        script.Shutdown();
        script.ExpectNothing();
        script.Advance(200 * Millisecond);
        script.Expect(Fin | Ack, 1, 1, 0);
        script.Send(Ack, 1, 1, window: 0);
        script.ExpectNothing();
        script.Send(Ack, 1, 1, window: 1000);
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 2);
        Assert.Equal(TcpState.FinWait2, script.State);
    }

    [Fact]
    public void A_fin_that_probed_may_be_taken()
    {
        Script script = Passive(window: 0);
        script.Shutdown();
        script.Advance(200 * Millisecond);
        script.Expect(Fin | Ack, 1, 1, 0);
        script.Send(Ack, 1, 2, window: 0);
        Assert.Equal(TcpState.FinWait2, script.State);
    }

    [Fact]
    public void What_came_before_a_reset_can_still_be_read()
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 100);
        script.Send(Ack, 201, 1, 100);
        script.Ignore();
        script.Send(Rst, 101);
        script.Read(100);
        Assert.Equal(StackError.Reset, script.Stack.Receive(script.Now, script.Id, new byte[1], out _));
        Assert.Equal(0, script.Pool.Rented);
    }
}
