using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>RFC 9438; the expected values are its formulas, written down again here in segments and with the C library's functions.</summary>
public class CubicTests
{
    [Theory]
    [InlineData(100u, 70u)]
    [InlineData(1_000u, 700u)]
    [InlineData(2u, 2u)]
    public void Section_4_6_loss_leaves_seven_tenths(uint segments, uint left)
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, segments);
        control.OnRecoveryBegin(segments * Segment, segments * Segment);
        control.OnRecoveryEnd();
        Assert.Equal(left * Segment, control.Window);
    }

    [Fact]
    public void Section_4_7_fast_convergence_gives_the_newcomer_room()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 700);
        Assert.Equal(1_000.0 * Segment, control.CubicState.MaximumWindow);

        // The window is below W_max = 1000: W_max becomes 700 * (1 + 0.7) / 2.
        control.OnRecoveryBegin(700 * Segment, 700 * Segment);
        Assert.Equal(595.0 * Segment, control.CubicState.MaximumWindow, 6);
    }

    [Fact]
    public void Section_4_7_a_window_beyond_the_old_maximum_becomes_the_maximum()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 7);
        while (control.Window <= 12 * Segment)
        {
            Round(ref control, 0, 1 * Second);
        }

        uint window = control.Window;
        control.OnRecoveryBegin(window, window);
        Assert.Equal(window, control.CubicState.MaximumWindow);
    }

    [Theory]
    [InlineData(70u)]
    [InlineData(700u)]
    [InlineData(7_000u)]
    public void Section_4_2_K_is_the_time_to_the_maximum(uint segments)
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, segments);
        control.OnAcknowledged(Ack(control, Segment, 0));
        double maximum = Before(segments) / (double)Segment;
        Assert.Equal(Math.Cbrt((maximum - segments) / 0.4), control.CubicState.K, 1e-9);
    }

    [Theory]
    [InlineData(700u, 100)]
    [InlineData(2_000u, 50)]
    [InlineData(7_000u, 30)]
    public void Sections_4_4_and_4_5_the_window_follows_the_curve(uint segments, int milliseconds)
    {
        long rtt = milliseconds * Millisecond;
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, segments);
        double maximum = Before(segments) / (double)Segment;
        double start = control.Window / (double)Segment;
        double k = Math.Cbrt((maximum - start) / 0.4);
        long first = Rtt;
        long now = first;
        double worst = 0;
        while (now < first + (long)(2.2 * k * Second))
        {
            Round(ref control, now, rtt);
            now += rtt;
            double t = (now - first) / 1e9;
            double curve = (0.4 * Math.Pow(t - k, 3)) + maximum;
            worst = Math.Max(worst, Math.Abs((control.Window / (double)Segment) - curve) / curve);
        }

        // The window chases the curve of one round trip ahead, and takes a round trip for it.
        Assert.InRange(worst, 0, 0.02);
        Assert.True(control.Window > maximum * Segment, "the convex side was reached");
    }

    [Fact]
    public void Section_4_2_growth_is_at_most_half_the_window_in_a_round()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 10);
        control.OnAcknowledged(Ack(control, Segment, 0));
        uint window = control.Window;

        // An hour later the curve is somewhere near the moon.
        for (uint acknowledged = 0; acknowledged < window; acknowledged += Segment)
        {
            control.OnAcknowledged(Ack(control, Segment, 3_600 * Second));
        }

        Assert.InRange(control.Window, window * 14 / 10, window * 1.5 * 1.2);
    }

    [Fact]
    public void Section_4_3_small_windows_grow_as_Renos_would()
    {
        // Reno's region: a short round trip and a small window.
        const long ShortRtt = 10 * Millisecond;
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 7);
        double estimate = 7;
        double alpha = 3 * (1 - 0.7) / (1 + 0.7);
        long now = 0;
        for (int round = 0; round < 20; round++)
        {
            uint segments = control.Window / Segment;
            for (uint i = 0; i < segments; i++)
            {
                estimate += (estimate >= 10 ? 1 : alpha) * (Segment / (double)control.Window);
                control.OnAcknowledged(Ack(control, Segment, now, ShortRtt));
                Assert.Equal(estimate * Segment, control.CubicState.RenoEstimate, 1.0);
                Assert.InRange(control.Window, (estimate * Segment) - 2, (estimate * Segment) + 2);
            }

            now += ShortRtt;
        }

        Assert.True(estimate > 12, "alpha became 1 on the way");
    }

    [Fact]
    public void Section_4_8_after_a_timeout_the_curve_begins_on_its_plateau()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 700);
        control.OnTimeout(700 * Segment, again: false);
        Assert.Equal(490 * Segment, control.Threshold);
        Assert.Equal(Segment, control.Window);
        control.OnRecoveryEnd();
        while (control.InSlowStart)
        {
            control.OnAcknowledged(Ack(control, Segment, 0));
        }

        control.OnAcknowledged(Ack(control, Segment, 0));
        Assert.Equal(0, control.CubicState.K);
        Assert.Equal(490.0 * Segment, control.CubicState.MaximumWindow);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Section_4_2_time_without_need_of_the_window_does_not_count(bool idle)
    {
        CongestionControl busy = Avoiding(CongestionAlgorithm.Cubic, 700);
        for (int round = 0; round < 20; round++)
        {
            Round(ref busy, round * Rtt);
        }

        CongestionControl paused = busy;
        Round(ref busy, 20 * Rtt);

        // Five seconds pass: without acknowledgments, or with those of a sender that has little to send.
        long since = 20 * Rtt;
        if (idle)
        {
            paused.OnIdle(since - Rtt, since + (5 * Second), 10 * Second);
        }
        else
        {
            for (int i = 0; i <= 50; i++)
            {
                paused.OnAcknowledged(Ack(paused, Segment, since + (i * Rtt), limited: false));
            }
        }

        Round(ref paused, since + (5 * Second));
        Assert.InRange(paused.Window, busy.Window - 600, busy.Window + 600);
    }

    [Fact]
    public void A_clock_that_goes_back_does_no_harm()
    {
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, 700);
        Round(ref control, 100 * Second);
        uint window = control.Window;
        Round(ref control, 0);
        Assert.InRange(control.Window, window, window * 2);
    }
}
