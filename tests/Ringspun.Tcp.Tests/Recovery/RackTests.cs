using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Recovery.Conversations;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>RACK and tail loss probes, step by step (RFC 8985).</summary>
public class RackTests
{
    private static TcpBlock Block(Script script) => script.Stack.Blocks.Find(script.Id)!;

    [Fact]
    public void Three_segments_are_three_though_options_take_their_part()
    {
        // Section 6.2, step 4: RACK.segs_sacked.
        Script script = Ten(StampedSack, 0, out uint sent);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: TimeAndSack(1001, sent, 1001, 3001));
        script.ExpectNothing();
        script.Send(Ack, 1, 1, options: TimeAndSack(1001, sent, 1001, 4001));
        script.Expect(Ack, 1, 1, 1000);
    }

    [Fact]
    public void Three_small_segments_are_three()
    {
        Script script = Open(WithSack);
        for (int i = 0; i < 4; i++)
        {
            script.Write(10);
            script.Expect(Ack, 1 + (10 * i), 1, 10);
        }

        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(11, 31));
        script.ExpectNothing();
        script.Send(Ack, 1, 1, options: Sack(11, 41));
        script.Expect(Ack, 1, 1, 10);
    }

    [Fact]
    public void An_acknowledgment_that_moves_and_sacks_is_no_reordering()
    {
        // A receiver that has held an acknowledgment back tells of both at once.
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 2001, options: Sack(3001, 4001));
        Assert.False(Block(script).Rack.ReorderingSeen);
    }

    [Fact]
    public void Blocks_come_newest_first_which_is_no_reordering()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(7001, 8001, 5001, 6001, 1001, 2001));
        Assert.False(Block(script).Rack.ReorderingSeen);
    }

    [Fact]
    public void What_comes_before_something_earlier_is_reordering()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1, options: Sack(5001, 6001));
        script.Send(Ack, 1, 1, options: Sack(2001, 3001, 5001, 6001));
        Assert.True(Block(script).Rack.ReorderingSeen);

        // Then three segments are not enough: the reordering window of a quarter of the round trip has to pass.
        script.Send(Ack, 1, 1, options: Sack(2001, 6001));
        script.ExpectNothing();
        script.Advance((10 * Millisecond) + 1);
        script.Expect(Ack, 1, 1, 1000);
    }

    [Fact]
    public void A_duplicate_widens_the_window_and_is_no_reordering_itself()
    {
        Script script = Ten(WithSack);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 2001, options: Sack(1, 1001));
        Assert.False(Block(script).Rack.ReorderingSeen);
        script.Send(Ack, 1, 2001, options: Sack(3001, 4001));
        script.Advance((10 * Millisecond) + 1);
        script.ExpectNothing();
        script.Advance(10 * Millisecond);
        script.Expect(Ack, 2001, 1, 1000);
    }

    [Fact]
    public void The_shortest_round_trip_is_one_of_late()
    {
        var minimum = WindowedMinimum.Create();
        Assert.Equal(long.MaxValue, minimum.Value);
        minimum.Add(20, 0);
        minimum.Add(30, 100 * Second);
        minimum.Add(40, 200 * Second);
        Assert.Equal(20, minimum.Value);
        minimum.Add(45, 400 * Second);
        Assert.Equal(40, minimum.Value);
        minimum.Add(50, 5000 * Second);
        Assert.Equal(50, minimum.Value);
    }

    [Fact]
    public void No_second_probe_before_a_round_trip_was_measured()
    {
        // Section 7.3. Without timestamps the acknowledgment of a probe that repeats measures nothing.
        Script script = Open(WithSack);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1001, 1, 1000);
        Assert.Equal((1, 1), (script.Stack.Counters[StackCounter.TailLossProbes], script.Stack.Counters[StackCounter.Timeouts]));
    }

    [Fact]
    public void A_probe_of_new_data_ends_with_that_data()
    {
        Script script = Ten(WithSack, 5000);
        script.Advance(80 * Millisecond);
        script.Expect(Ack, 10_001, 1, 1000);
        Assert.Equal(script.StackIss + 11_001, Block(script).TailProbeEnd);
        script.Send(Ack, 1, 10_001);
        Assert.True(Block(script).Has(BlockFlags.TailProbeOut));
        script.Ignore();
        script.Send(Ack, 1, 11_001);
        Assert.False(Block(script).Has(BlockFlags.TailProbeOut));
        Assert.Equal(uint.MaxValue, script.Info.SlowStartThreshold);
    }

    [Fact]
    public void After_a_timeout_what_was_sent_a_round_trip_ago_is_lost_too()
    {
        // Section 6.3: by RACK's round trip, not by the much longer timeout.
        Script script = Open(WithSack);
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(40 * Millisecond);
        script.Send(Ack, 1, 1001);
        script.Write(1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1001, 1, 1000);
        script.Advance(100 * Millisecond);
        script.Write(2000);
        script.Expect(Ack, 2001, 1, 1000);
        script.Expect(Ack, 3001, 1, 1000);
        script.Advance(100 * Millisecond);
        script.Expect(Ack, 1001, 1, 1000);
        Assert.Equal(3000u, Block(script).Sent.LostBytes);
    }
}
