using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>RFC 9406.</summary>
public class HyStartTests
{
    public static TheoryData<CongestionAlgorithm> Algorithms => [CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic];

    /// <summary>RttThresh = max(4 ms, min(lastRoundMinRTT / 8, 16 ms)).</summary>
    [Theory]
    [InlineData(10, 4)]
    [InlineData(32, 4)]
    [InlineData(80, 10)]
    [InlineData(128, 16)]
    [InlineData(500, 16)]
    public void Longer_round_trips_make_slow_start_cautious(int milliseconds, int threshold)
    {
        foreach ((long longer, bool cautious) in new[] { ((threshold * Millisecond) - 1, false), (threshold * Millisecond, true) })
        {
            CongestionControl control = Begin(CongestionAlgorithm.NewReno);
            Round(ref control, 0, milliseconds * Millisecond);
            Assert.False(control.InConservativeSlowStart);
            Round(ref control, Second, (milliseconds * Millisecond) + longer);
            Assert.Equal(cautious, control.InConservativeSlowStart);
        }
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Five_cautious_rounds_end_slow_start_without_loss(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Begin(algorithm);
        Round(ref control, 0);
        int rounds = 0;
        for (; control.InSlowStart; rounds++)
        {
            Assert.True(rounds < 6, "slow start goes on");
            uint before = control.Window;
            Round(ref control, Second * (rounds + 1), 2 * Rtt);
            if (rounds is > 0 and < 4)
            {
                // A quarter of what slow start adds.
                Assert.Equal(before * 1.25, control.Window, 4.0 * before / Segment);
            }
        }

        // The round in which caution began counts (section 4.2).
        Assert.Equal(5, rounds);
        Assert.InRange(control.Window, control.Threshold, control.Threshold + Segment);
        control.OnAcknowledged(Ack(control, Segment, 10 * Second));
        if (algorithm == CongestionAlgorithm.Cubic)
        {
            // RFC 9438 section 4.10.
            Assert.Equal(0, control.CubicState.K);
            Assert.Equal(control.Threshold, control.CubicState.MaximumWindow);
        }
    }

    [Fact]
    public void Round_trips_that_become_shorter_again_were_jitter()
    {
        CongestionControl control = Begin(CongestionAlgorithm.Cubic);
        Round(ref control, 0);
        Round(ref control, Second, 2 * Rtt);
        Assert.True(control.InConservativeSlowStart);
        Round(ref control, 2 * Second);
        Assert.False(control.InConservativeSlowStart);
        Assert.True(control.InSlowStart);
        uint window = control.Window;
        Round(ref control, 3 * Second);
        Assert.Equal(2 * window, control.Window);
    }

    [Fact]
    public void Seven_measurements_are_too_few_and_eight_enough()
    {
        HyStart start = HyStart.Create();
        for (int i = 0; i < 10; i++)
        {
            start.OnAcknowledged(Segment, 10 * Segment, Rtt);
        }

        for (int i = 0; i < 7; i++)
        {
            start.OnAcknowledged(Segment, 20 * Segment, 2 * Rtt);
        }

        // Acknowledgments without a measurement do not count.
        start.OnAcknowledged(Segment, 20 * Segment, 0);
        Assert.False(start.IsConservative);
        start.OnAcknowledged(Segment, 20 * Segment, 2 * Rtt);
        Assert.True(start.IsConservative);
    }

    [Theory]
    [InlineData(false, 20_000u, 8_000u)]
    [InlineData(true, 20_000u, 20_000u)]
    [InlineData(false, 3_000u, 3_000u)]
    public void Growth_of_one_acknowledgment_is_bounded_unless_paced(bool paced, uint acknowledged, uint growth) =>
        Assert.Equal(growth, HyStart.Create().Growth(acknowledged, Segment, paced));

    [Fact]
    public void Later_slow_starts_end_at_their_threshold()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.NewReno, 200);
        control.OnTimeout(200 * Segment, again: false);
        control.OnRecoveryEnd();
        for (int round = 0; control.InSlowStart; round++)
        {
            Assert.True(round < 10, "slow start goes on");
            Round(ref control, round * Second, (1 << round) * Rtt);
            Assert.False(control.InConservativeSlowStart);
        }

        // The round in which the threshold was reached went on in congestion avoidance.
        Assert.InRange(control.Window, 100 * Segment, 101 * Segment);
    }
}
