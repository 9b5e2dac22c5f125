using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Recovery.Conversations;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>Recoveries that prove needless: Eifel (RFC 3522, RFC 4015), DSACK (RFC 3708) and F-RTO (RFC 5682).</summary>
public class UndoTests
{
    private static long Needless(Script script) => script.Stack.Counters[StackCounter.NeedlessRecoveries];

    [Fact]
    public void A_timeout_whose_acknowledgment_echoes_the_original_is_undone()
    {
        Script script = Ten(Stamped, 5000, out uint original);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        Assert.Equal(1012u, script.Info.CongestionWindow);
        script.Send(Ack, 1, 1001, options: Time(1001, original));

        // RFC 4015 section 3.2: what is in flight and what was acknowledged is the window. Slow start goes on, and new data goes out instead of old.
        script.Expect(Ack, 10_001, 1, 1000);
        script.ExpectNothing();
        Assert.Equal(uint.MaxValue, script.Info.SlowStartThreshold);
        Assert.Equal((1, 1), (Needless(script), script.Stack.Counters[StackCounter.Retransmissions]));

        // RFC 4015 section 3.2: the estimate begins anew by the round trip that was too long: 200 + 4 * 100 ms.
        Assert.Equal(600 * Millisecond, script.Info.RetransmissionTimeout);
    }

    [Fact]
    public void A_timeout_whose_acknowledgment_echoes_the_retransmission_was_in_order()
    {
        Script script = Ten(Stamped, 5000);
        script.Advance(200 * Millisecond);
        uint again = script.Expect(Ack, 1, 1, 1000).Options.TimestampValue;
        script.Send(Ack, 1, 1001, options: Time(1001, again));
        script.Expect(Ack, 1001, 1, 1000);
        script.Expect(Ack, 2001, 1, 1000);
        script.ExpectNothing();
        Assert.Equal(0, Needless(script));
    }

    [Fact]
    public void A_late_echo_does_not_undo_what_the_first_acknowledgment_has_confirmed()
    {
        Script script = Ten(Stamped, 5000, out uint original);
        script.Advance(200 * Millisecond);
        uint again = script.Expect(Ack, 1, 1, 1000).Options.TimestampValue;
        script.Send(Ack, 1, 1001, options: Time(1001, again));
        script.Ignore();
        script.Send(Ack, 1, 2001, options: Time(1001, original));
        Assert.Equal(0, Needless(script));
        Assert.InRange(script.Info.SlowStartThreshold, 2000u, 8000u);
    }

    [Fact]
    public void A_fast_retransmit_of_what_was_only_late_is_undone()
    {
        Script script = Ten(StampedSack, 0, out uint original);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: TimeAndSack(1001, original, 1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
        Assert.InRange(script.Info.SlowStartThreshold, 6000u, 8000u);
        script.Send(Ack, 1, 4001, options: Time(1001, original));
        script.ExpectNothing();
        Assert.Equal(1, Needless(script));
        Assert.Equal(uint.MaxValue, script.Info.SlowStartThreshold);
        Assert.InRange(script.Info.CongestionWindow, 10_000u, 14_500u);
        Assert.True(script.Stack.Blocks.Find(script.Id)!.Rack.ReorderingSeen);
    }

    [Fact]
    public void A_connection_that_ends_in_a_recovery_gives_back_what_it_remembers_by()
    {
        Script script = Ten(StampedSack, 0, out uint original);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: TimeAndSack(1001, original, 1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
        Assert.Equal(0, script.Stack.Undos.Free);
        Assert.Equal(StackError.None, script.Stack.Abort(script.Id));
        Assert.Equal(1, script.Stack.Undos.Free);
    }

    [Fact]
    public void A_recovery_of_which_everything_came_twice_is_undone()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 4001);
        Assert.Equal((7000u, 0), (script.Info.SlowStartThreshold, Needless(script)));
        script.Send(Ack, 1, 4001, options: Sack(1, 1001));
        Assert.Equal((uint.MaxValue, 1), (script.Info.SlowStartThreshold, Needless(script)));
        Assert.Equal(10_000u, script.Info.CongestionWindow);
        script.ExpectNothing();
    }

    [Fact]
    public void A_duplicate_that_is_reported_after_the_recovery_undoes_it_within_a_round_trip()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 10_001);
        Assert.Equal(7000u, script.Info.SlowStartThreshold);
        script.Send(Ack, 1, 10_001, options: Sack(1, 1001));
        Assert.Equal((uint.MaxValue, 1), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void A_report_of_long_ago_undoes_nothing()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 10_001);
        for (int i = 1; i <= 3; i++)
        {
            script.Write(1000);
            script.Ignore();
            script.Send(Ack, 1, 10_001 + (1000 * i));
        }

        script.Send(Ack, 1, 13_001, options: Sack(1, 1001));
        Assert.Equal((7000u, 0), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void A_recovery_of_which_a_part_came_twice_stays()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(1001, 2001, 3001, 7001));
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 2001, options: Sack(3001, 8001));
        script.Expect(Ack, 2001, 1, 1000);
        script.Send(Ack, 1, 8001, options: Sack(1, 1001));
        Assert.Equal((7000u, 0), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void A_probe_whose_original_came_late_costs_nothing()
    {
        Script script = Open(WithSack);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Send(Ack, 1, 2001);
        Assert.Equal(2000u, script.Info.SlowStartThreshold);
        script.Send(Ack, 1, 2001, options: Sack(1, 1001));
        Assert.Equal((uint.MaxValue, 1), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void A_probe_that_is_reported_as_a_duplicate_reduces_nothing()
    {
        Script script = Open(WithSack);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Send(Ack, 1, 1001, options: Sack(1, 1001));
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Send(Ack, 1, 2001);
        Assert.Equal((uint.MaxValue, 0), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void After_a_timeout_new_data_goes_first_and_tells_that_nothing_was_lost()
    {
        Script script = Ten(Plain, 10_000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 10_001, 1, 1000);
        script.Expect(Ack, 11_001, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 2001);
        script.ExpectNothing();
        Assert.Equal((uint.MaxValue, 1), (script.Info.SlowStartThreshold, Needless(script)));
        Assert.Equal(1, script.Stack.Counters[StackCounter.Retransmissions]);
    }

    [Fact]
    public void After_a_timeout_a_duplicate_tells_that_much_was_lost()
    {
        Script script = Ten(Plain, 10_000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 10_001, 1, 1000);
        script.Expect(Ack, 11_001, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 1001, 1, 1000);
        Assert.Equal((7000u, 0), (script.Info.SlowStartThreshold, Needless(script)));
    }

    [Fact]
    public void A_duplicate_before_the_first_acknowledgment_ends_the_test_without_sack()
    {
        Script script = Ten(Plain, 10_000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 1001, 1, 1000);
        script.Expect(Ack, 2001, 1, 1000);
        script.ExpectNothing();
    }

    [Fact]
    public void With_sack_an_original_out_of_order_is_proof_enough()
    {
        Script script = Ten(WithSack, 10_000);
        script.Advance(280 * Millisecond);
        script.Expect(Ack, 10_001, 1, 1000);
        script.Expect(Ack, 1, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 11_001, 1, 1000);
        script.Expect(Ack, 12_001, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1001, options: Sack(2001, 3001));
        Assert.Equal((uint.MaxValue, 1), (script.Info.SlowStartThreshold, Needless(script)));
        Assert.Equal(1, script.Stack.Counters[StackCounter.Retransmissions]);
    }

    [Fact]
    public void With_sack_new_data_beyond_the_gap_is_proof_of_loss()
    {
        Script script = Ten(WithSack, 10_000);
        script.Advance(280 * Millisecond);
        script.Ignore();
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 11_001, 1, 1000);
        script.Expect(Ack, 12_001, 1, 1000);
        script.Send(Ack, 1, 1001, options: Sack(11_001, 12_001));
        script.Expect(Ack, 1001, 1, 1000);
        Assert.Equal(0, Needless(script));
    }
}
