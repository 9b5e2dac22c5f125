using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Recovery.Conversations;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>The retransmission timer: what is measured, what it repeats, when the application hears of it (RFC 6298, RFC 9293 section 3.8.3).</summary>
public class TimeoutTests
{
    // RFC9293 MUST-18, RFC9293 MUST-19.
    [Fact]
    public void The_backoff_lasts_until_something_was_measured()
    {
        Script script = Open(Plain);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        Assert.Equal(400 * Millisecond, script.Info.RetransmissionTimeout);
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 2001);
        Assert.Equal(200 * Millisecond, script.Info.RetransmissionTimeout);
    }

    // RFC9293 MUST-18.
    [Fact]
    public void What_has_waited_for_a_gap_to_be_filled_is_not_measured()
    {
        Script script = Open(Plain);
        script.Write(5000);
        script.Ignore();
        script.Advance(40 * Millisecond);
        for (int i = 0; i < 3; i++)
        {
            script.Send(Ack, 1, 1);
        }

        script.Expect(Ack, 1, 1, 1000);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 5001);
        Assert.Equal(40 * Millisecond, script.Info.SmoothedRtt);
    }

    [Fact]
    public void The_earliest_goes_out_again_whatever_was_sent_since()
    {
        // RFC 6298 section 5.4: the window of one segment is taken by what was sent just now.
        Script script = Open(WithSack);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(390 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Advance(10 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.ExpectNothing();
        Assert.Equal(1, script.Stack.Counters[StackCounter.Timeouts]);
    }

    [Fact]
    public void Duplicates_of_what_a_timeout_has_sent_again_start_no_recovery()
    {
        // RFC 6582 section 3.2, step 4: they are the answers to what had arrived before.
        Script script = Ten(Plain);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 1001, 1, 1000);
        script.Expect(Ack, 2001, 1, 1000);
        script.Send(Ack, 1, 10_001);
        script.Write(4000);
        script.Ignore();
        for (int i = 0; i < 4; i++)
        {
            script.Send(Ack, 1, 10_001);
        }

        Assert.Equal((0, 3), (script.Stack.Counters[StackCounter.FastRecoveries], script.Stack.Counters[StackCounter.Retransmissions]));
    }

    // RFC9293 MUST-20: R1 lies before R2.
    [Fact]
    public void The_application_hears_of_the_third_retransmission()
    {
        Script script = Passive();
        script.Write(100);
        script.Ignore();
        script.Events();
        script.Advance(700 * Millisecond);
        Assert.Equal(ConnectionEvents.None, script.Events());
        script.Advance(700 * Millisecond);
        Assert.Equal(ConnectionEvents.Stalled, script.Events());
        script.Advance(60 * Second);
        Assert.Equal(ConnectionEvents.None, script.Events());
        Assert.Equal(1, script.Stack.Counters[StackCounter.Stalls]);
        script.Ignore();

        // Something new was acknowledged: the count begins anew.
        script.Send(Ack, 1, 101);
        script.Events();
        script.Write(100);
        script.Advance(300 * Second);
        Assert.Equal(ConnectionEvents.Stalled, script.Events());
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void What_the_peer_has_taken_since_ends_a_stall_that_was_not_told()
    {
        Script script = Passive();
        script.Write(100);
        script.Events();
        script.Advance(2 * Second);
        script.Ignore();
        Assert.Equal(1, script.Stack.Counters[StackCounter.Stalls]);
        script.Send(Ack, 1, 51);
        Assert.Equal(ConnectionEvents.None, script.Events());
        script.Advance(60 * Second);
        Assert.Equal((2L, ConnectionEvents.Stalled), (script.Stack.Counters[StackCounter.Stalls], script.Events()));
    }

    // RFC 8985 section 6.3: a round trip of 40 ms and the window for reordering, a quarter of it; the timeout of 200 ms is not over for what was sent second.
    [Theory]
    [InlineData(100, true)]
    [InlineData(51, true)]
    [InlineData(49, false)]
    public void A_timeout_repeats_what_a_round_trip_has_not_brought_back(int sentBefore, bool isRepeated)
    {
        Script script = Open(WithSack);
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 11);
        script.Write(100);
        script.Expect(Ack, 11, 1, 100);

        // The tail loss probe, and no other until something was measured.
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 11, 1, 100);
        script.Advance((200 - sentBefore) * Millisecond);
        script.Write(100);
        script.Expect(Ack, 111, 1, 100);
        script.Advance((sentBefore * Millisecond) - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 11, 1, 100);
        if (isRepeated)
        {
            script.Expect(Ack, 111, 1, 100);
        }

        script.ExpectNothing();
        Assert.Equal(1, script.Stack.Counters[StackCounter.Timeouts]);
    }

    [Fact]
    public void Segments_without_the_timestamps_that_were_agreed_on_are_dropped()
    {
        // RFC 7323 section 3.2.
        Script script = Passive(Everything);
        script.OmitsTimestamps = true;
        script.Send(Ack, 1, 1, 10);
        script.Advance(Second);
        script.ExpectNothing();
        script.ReadNothing();
        Assert.Equal(1, script.Stack.Counters[StackCounter.MissingTimestamps]);
        script.Send(Rst, 1);
        Assert.Equal(StackError.Reset, script.Info.Failure);
    }
}
