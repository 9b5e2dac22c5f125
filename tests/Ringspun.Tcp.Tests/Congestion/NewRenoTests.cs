using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>RFC 5681, RFC 6582.</summary>
public class NewRenoTests
{
    [Fact]
    public void Slow_start_doubles_in_a_round()
    {
        CongestionControl control = Begin(CongestionAlgorithm.NewReno);
        Round(ref control, 0);
        Assert.Equal(20 * Segment, control.Window);
        Assert.True(control.InSlowStart);
    }

    [Fact]
    public void Avoidance_adds_a_segment_in_a_round()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.NewReno, 20);
        Assert.Equal(20 * Segment, control.Window);
        Assert.False(control.InSlowStart);
        for (uint round = 1; round <= 50; round++)
        {
            Round(ref control, round * Rtt);
            Assert.Equal((20 + round) * Segment, control.Window);
        }
    }

    [Theory]
    [InlineData(100u)]
    [InlineData(250u)]
    [InlineData(2_000u)]
    [InlineData(5_000u)]
    public void Divided_or_delayed_acknowledgments_do_not_change_the_pace(uint bytes)
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.NewReno, 20);
        for (uint acknowledged = 0; acknowledged < 20 * Segment; acknowledged += bytes)
        {
            Assert.Equal(20 * Segment, control.Window);
            control.OnAcknowledged(Ack(control, bytes, Rtt));
        }

        Assert.Equal(21 * Segment, control.Window);
    }

    [Theory]
    [InlineData(40_000u, 20_000u)]
    [InlineData(10_001u, 5_000u)]
    [InlineData(3_000u, 2_000u)]
    [InlineData(0u, 2_000u)]
    public void Loss_halves_the_flight_but_leaves_two_segments(uint flight, uint threshold)
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.NewReno, 40);
        control.OnRecoveryBegin(flight, flight);
        Assert.Equal(threshold, control.Threshold);
        control.OnRecoveryEnd();
        Assert.Equal(threshold, control.Window);
        Assert.Equal(CongestionPhase.Open, control.Phase);
    }

    [Fact]
    public void What_is_left_at_the_threshold_counts_for_avoidance()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.NewReno, 10);
        control.OnTimeout(10 * Segment, again: false);
        control.OnRecoveryEnd();
        Assert.Equal(5 * Segment, control.Threshold);
        Assert.Equal(Segment, control.Window);

        // From one segment to five takes four; the fifth of these is the first segment of congestion avoidance.
        control.OnAcknowledged(Ack(control, 5 * Segment, 0));
        Assert.Equal(5 * Segment, control.Window);
        control.OnAcknowledged(Ack(control, 3 * Segment, 0));
        Assert.Equal(5 * Segment, control.Window);
        control.OnAcknowledged(Ack(control, Segment, 0));
        Assert.Equal(6 * Segment, control.Window);
    }
}
