using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Loss recovery with SACK: RACK, tail loss probes, PRR (RFC 2018, RFC 6675, RFC 8985, RFC 9937).</summary>
public class SackTests
{
    /// <summary>Ten segments of 1,000 bytes are outstanding, sent 40 ms ago; the round trip is 40 ms.</summary>
    private static Script TenOutstanding(int more = 0)
    {
        Script script = Passive(WithSack, new TcpSettings { SendBuffer = 200_000, NoDelay = true }, roundTrip: 40 * Millisecond);
        for (int i = 0; i < 20; i++)
        {
            script.Write(10);
            script.Advance(40 * Millisecond);
            script.Send(Ack, 1, 1 + (10 * (i + 1)));
        }

        script.Ignore();
        Assert.InRange(script.Info.SmoothedRtt, 35 * Millisecond, 41 * Millisecond);
        script.Write(10_000 + more);
        for (int i = 0; i < 10; i++)
        {
            script.Expect(Ack, 201 + (1000 * i), 1, 1000);
        }

        script.ExpectNothing();
        script.Advance(40 * Millisecond);
        script.ExpectNothing();
        return script;
    }

    [Fact]
    public void Three_segments_sacked_beyond_a_hole_repair_it()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 201, options: Sack(1201, 2201));
        script.ExpectNothing();
        script.Send(Ack, 1, 201, options: Sack(1201, 3201));
        script.ExpectNothing();
        script.Send(Ack, 1, 201, options: Sack(1201, 4201));
        script.Expect(Ack, 201, 1, 1000);
        script.ExpectNothing();
    }

    [Fact]
    public void One_segment_sacked_repairs_the_hole_when_the_reordering_window_is_over()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 201, options: Sack(1201, 2201));
        script.ExpectNothing();
        script.Advance((10 * Millisecond) + 1);
        script.Expect(Ack, 201, 1, 1000);
        script.ExpectNothing();
    }

    [Fact]
    public void Several_holes_are_repaired_in_one_round_trip()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 201, options: Sack(1201, 2201, 3201, 4201, 5201, 10_201));
        script.Expect(Ack, 201, 1, 1000);
        script.Send(Ack, 1, 1201, options: Sack(1201, 2201, 3201, 4201, 5201, 10_201));
        script.Ignore();
        script.Send(Ack, 1, 3201, options: Sack(3201, 4201, 5201, 10_201));
        script.Ignore();
        script.Send(Ack, 1, 10_201);
        script.ExpectNothing();
        Assert.Equal(0, script.Stack.Counters[StackCounter.Timeouts]);
        Assert.Equal(3, script.Stack.Counters[StackCounter.Retransmissions]);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastRecoveries]);
    }

    [Fact]
    public void A_sack_of_a_part_of_a_segment_is_exact()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 201, options: Sack(1701, 10_201));
        SeenSegment first = script.Expect(Ack, 201, 1);
        Assert.InRange(first.Data.Length, 1, 1500);
    }

    [Theory]
    [InlineData(201, 201)]
    [InlineData(5201, 3201)]
    [InlineData(9201, 20_201)]
    [InlineData(20_201, 30_201)]
    [InlineData(0x8000_0000, 0x8000_1000)]
    public void Nonsense_is_ignored(uint left, uint right)
    {
        Script script = TenOutstanding();
        for (int i = 0; i < 5; i++)
        {
            script.Send(Ack, 1, 201, options: Sack(left, right));
        }

        script.ExpectNothing();
        Assert.Equal(0, script.Stack.Counters[StackCounter.FastRecoveries]);
    }

    [Fact]
    public void Confetti_does_not_grow_the_scoreboard_without_bound()
    {
        Script script = TenOutstanding();
        for (uint i = 0; i < 5000; i += 8)
        {
            script.Send(Ack, 1, 201, options: Sack(1201 + i, 1202 + i, 1203 + i, 1204 + i, 1205 + i, 1206 + i, 1207 + i, 1208 + i));
        }

        Assert.InRange(script.Stack.Blocks.Find(script.Id)!.Sent.Count, 1, 200);
    }

    [Fact]
    public void A_lost_tail_is_probed_after_two_round_trips()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 9201);
        script.ExpectNothing();
        script.Advance(300 * Millisecond);
        script.Expect(Ack, 9201, 1, 1000);
        Assert.Equal((1, 0), (script.Stack.Counters[StackCounter.TailLossProbes], script.Stack.Counters[StackCounter.Timeouts]));
        script.Send(Ack, 1, 10_201);
        script.ExpectNothing();
    }

    [Fact]
    public void A_probe_prefers_new_data()
    {
        Script script = TenOutstanding(more: 5000);
        script.Advance(80 * Millisecond);
        script.Expect(Ack, 10_201, 1, 1000);
        Assert.Equal(1, script.Stack.Counters[StackCounter.TailLossProbes]);
    }

    [Fact]
    public void The_window_comes_down_proportionally()
    {
        Script script = TenOutstanding(more: 50_000);
        script.Send(Ack, 1, 201, options: Sack(1201, 4201));
        script.Expect(Ack, 201, 1, 1000);
        Assert.Equal(7000u, script.Info.SlowStartThreshold);
        for (uint end = 5201; end <= 10_201; end += 1000)
        {
            script.Send(Ack, 1, 201, options: Sack(1201, end));
        }

        script.Ignore();
        script.Send(Ack, 1, 10_201);
        Assert.InRange(script.Info.CongestionWindow, 6000u, 8000u);
    }

    [Fact]
    public void A_timeout_marks_what_the_receiver_dropped_again()
    {
        // RFC 2018 section 8: a receiver may forget what it has SACKed.
        Script script = TenOutstanding();
        script.Send(Ack, 1, 201, options: Sack(1201, 10_201));
        script.Expect(Ack, 201, 1, 1000);
        script.Send(Ack, 1, 1201);
        script.Advance(5 * Second);
        script.Expect(Ack, 1201, 1, 1000);
    }

    [Fact]
    public void A_lost_retransmission_is_found_by_rack()
    {
        Script script = TenOutstanding(more: 20_000);
        script.Send(Ack, 1, 201, options: Sack(1201, 10_201));
        script.Expect(Ack, 201, 1, 1000);
        script.Ignore();
        script.Advance(40 * Millisecond);
        uint next = script.Info.SndNxt - script.Info.SndUna;
        Assert.True(next > 10_000, "new data went out after the retransmission");
        script.Send(Ack, 1, 201, options: Sack(1201, 201 + next));
        script.Advance(15 * Millisecond);
        script.Expect(Ack, 201, 1, 1000);
        Assert.Equal(0, script.Stack.Counters[StackCounter.Timeouts]);
    }
}
