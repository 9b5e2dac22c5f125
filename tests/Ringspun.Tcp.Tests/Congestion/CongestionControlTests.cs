using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>What is common to the algorithms: timeouts, marks, pauses, undoing, bounds.</summary>
public class CongestionControlTests
{
    public static TheoryData<CongestionAlgorithm> Algorithms => [CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic];

    [Theory, MemberData(nameof(Algorithms))]
    public void It_begins_with_the_initial_window_and_no_threshold(CongestionAlgorithm algorithm)
    {
        CongestionControl control = CongestionControl.Begin(algorithm, 1_460, 10);
        Assert.Equal(14_600u, control.Window);
        Assert.Equal(uint.MaxValue, control.Threshold);
        Assert.True(control.InSlowStart);
        Assert.Equal(1_460u, CongestionControl.Begin(algorithm, 1_460, 10, handshakeLost: true).Window);
    }

    /// <summary>RFC 5681 section 3.1.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void A_timeout_leaves_one_segment_and_lowers_the_threshold_once(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnTimeout(100 * Segment, again: false);
        uint threshold = algorithm == CongestionAlgorithm.Cubic ? 70 * Segment : 50 * Segment;
        Assert.Equal((Segment, threshold), (control.Window, control.Threshold));
        control.OnTimeout(1 * Segment, again: true);
        Assert.Equal((Segment, threshold), (control.Window, control.Threshold));
        Assert.Equal(CongestionPhase.Timeout, control.Phase);
    }

    /// <summary>RFC 3465 section 2.3: after a timeout an acknowledgment of a lot makes no burst.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void After_a_timeout_an_acknowledgment_adds_a_segment_at_most(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnTimeout(100 * Segment, again: false);
        control.OnAcknowledged(Ack(control, 40 * Segment, 0));
        Assert.Equal(2 * Segment, control.Window);
        control.OnRecoveryEnd();
        control.OnAcknowledged(Ack(control, 2 * Segment, 0));
        Assert.Equal(4 * Segment, control.Window);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void Loss_while_a_timeout_is_repaired_is_not_counted_again(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnTimeout(100 * Segment, again: false);
        uint threshold = control.Threshold;
        control.OnRecoveryBegin(3 * Segment, 3 * Segment);
        Assert.Equal((CongestionPhase.Timeout, threshold), (control.Phase, control.Threshold));
    }

    /// <summary>RFC 3168 section 6.1.2.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void A_mark_counts_once_in_a_window(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        uint lowered = algorithm == CongestionAlgorithm.Cubic ? 70 * Segment : 50 * Segment;
        Assert.True(control.OnCongestionEcho(100 * Segment, 100 * Segment));
        Assert.Equal((lowered, lowered), (control.Window, control.Threshold));
        for (int i = 0; i < 99; i++)
        {
            control.OnAcknowledged(Ack(control, Segment, i, limited: false));
            Assert.False(control.OnCongestionEcho(60 * Segment, 60 * Segment));
        }

        control.OnAcknowledged(Ack(control, Segment, 100, limited: false));
        Assert.True(control.OnCongestionEcho(50 * Segment, 50 * Segment));
        Assert.Equal(algorithm == CongestionAlgorithm.Cubic ? 35 * Segment : 25 * Segment, control.Window);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void What_a_router_marked_and_another_dropped_in_one_window_is_one_congestion(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        Assert.True(control.OnCongestionEcho(100 * Segment, 100 * Segment));
        uint threshold = control.Threshold;
        control.OnRecoveryBegin(99 * Segment, 99 * Segment);
        Assert.Equal((CongestionPhase.Recovery, threshold), (control.Phase, control.Threshold));
        Assert.False(control.OnCongestionEcho(90 * Segment, 90 * Segment));
        control.OnRecoveryEnd();
        Assert.Equal(threshold, control.Window);
    }

    /// <summary>RFC 9438 section 4.6: marks bring the window below two segments, the threshold not.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void Marks_bring_the_window_down_to_one_segment(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 2);
        Assert.True(control.OnCongestionEcho(2 * Segment, 2 * Segment));
        Assert.InRange(control.Window, Segment, 2 * Segment - 1);
        Assert.Equal(2 * Segment, control.Threshold);
    }

    /// <summary>RFC 5681 section 4.1.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void A_long_pause_begins_anew_with_the_initial_window(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnIdle(0, Second, Second);
        Assert.Equal(100 * Segment, control.Window);
        control.OnIdle(0, Second + 1, Second);
        Assert.Equal(10 * Segment, control.Window);
        Assert.True(control.InSlowStart);
        Assert.Equal(100 * Segment, control.Threshold);

        // A window that is smaller stays.
        control = Begin(algorithm);
        control.OnRecoveryBegin(10 * Segment, 10 * Segment);
        control.OnRecoveryEnd();
        uint window = control.Window;
        Assert.InRange(window, 5 * Segment, 7 * Segment);
        control.OnIdle(0, 10 * Second, Second);
        Assert.Equal(window, control.Window);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_window_that_is_not_used_does_not_grow(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        CongestionControl starting = Begin(algorithm);
        for (int i = 0; i < 1_000; i++)
        {
            control.OnAcknowledged(Ack(control, Segment, i * Rtt, limited: false));
            starting.OnAcknowledged(Ack(starting, Segment, i * Rtt, limited: false));
        }

        Assert.Equal((100 * Segment, 10 * Segment), (control.Window, starting.Window));
    }

    [Fact]
    public void The_flight_tells_whether_the_window_limits()
    {
        CongestionControl starting = Begin(CongestionAlgorithm.Cubic);
        Assert.False(starting.IsLimiting((5 * Segment) - 1));
        Assert.True(starting.IsLimiting(5 * Segment));
        CongestionControl avoiding = Avoiding(CongestionAlgorithm.Cubic, 100);
        Assert.False(avoiding.IsLimiting(99 * Segment));
        Assert.True(avoiding.IsLimiting((99 * Segment) + 1));
    }

    /// <summary>
    /// A peer without SACK, twenty segments out, the first lost: nineteen duplicates, then everything. As much is sent as the algorithm allows, and
    /// recovery ends at the threshold.
    /// </summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void Recovery_without_Sack_comes_down_to_the_threshold(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 20);
        control.OnRecoveryBegin(20 * Segment, 20 * Segment);
        uint pipe = 19 * Segment;
        uint sent = 0;
        for (int duplicate = 0; duplicate < 19; duplicate++)
        {
            control.OnAcknowledged(new CongestionAck { Now = duplicate, Delivered = control.EstimateDelivered(0), Pipe = pipe, TellsOfLoss = duplicate == 0 });
            for (; control.Window >= pipe + Segment; pipe += Segment)
            {
                control.OnSent(Segment);
                sent += Segment;
            }
        }

        Assert.InRange(sent, control.Threshold - (2 * Segment), control.Threshold);
        Assert.Equal(1_000u, control.EstimateDelivered(20 * Segment));
        control.OnRecoveryEnd();
        Assert.Equal(control.Threshold, control.Window);
    }

    /// <summary>RFC 9438 section 4.9.2.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void A_recovery_that_was_needless_is_undone(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        Round(ref control, 0);
        Round(ref control, Rtt);
        CongestionControl undisturbed = control;
        control.OnRecoveryBegin(control.Window, control.Window);
        control.OnRecoveryEnd();
        Assert.True(control.Window < undisturbed.Window);
        Assert.True(control.OnSpurious(50 * Segment, Segment));
        Assert.Equal((undisturbed.Window, undisturbed.Threshold), (control.Window, control.Threshold));

        // It goes on as if nothing had been.
        Round(ref control, 2 * Rtt);
        Round(ref undisturbed, 2 * Rtt);
        Assert.Equal(undisturbed.Window, control.Window);
        Assert.False(control.OnSpurious(50 * Segment, Segment));
    }

    /// <summary>RFC 4015 section 3.2.</summary>
    [Theory, MemberData(nameof(Algorithms))]
    public void A_timeout_that_was_needless_is_undone_without_a_burst(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnTimeout(100 * Segment, again: false);
        control.OnTimeout(100 * Segment, again: true);
        Assert.True(control.OnSpurious(20 * Segment, 80 * Segment));
        Assert.Equal(CongestionPhase.Open, control.Phase);
        Assert.Equal(30 * Segment, control.Window);
        Assert.Equal(100 * Segment, control.Threshold);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_window_that_became_larger_is_not_put_back(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 20);
        control.OnRecoveryBegin(20 * Segment, 20 * Segment);
        control.OnRecoveryEnd();
        for (int round = 0; control.Window <= 30 * Segment; round++)
        {
            Round(ref control, round * Rtt);
        }

        uint window = control.Window;
        Assert.False(control.OnSpurious(window, Segment));
        Assert.Equal(window, control.Window);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void What_was_lost_indeed_is_not_undone(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 20);
        control.OnRecoveryBegin(20 * Segment, 20 * Segment);
        control.OnRecoveryEnd();
        control.ForgetUndo();
        Assert.False(control.OnSpurious(10 * Segment, Segment));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void An_episode_gives_back_what_it_remembers_by(CongestionAlgorithm algorithm)
    {
        CongestionUndoStore store = new();
        CongestionControl control = Avoiding(algorithm, 100);
        void Lose()
        {
            control.OnRecoveryBegin(control.Window, control.Window, store);
            control.OnRecoveryEnd();
            Assert.Equal(0, store.Free);
        }

        Lose();
        control.ForgetUndo(store);
        Assert.Equal(1, store.Free);
        control.ForgetUndo(store);
        Assert.Equal(1, store.Free);

        // What the next one gets is of the last: it must be all new.
        uint window = control.Window;
        Lose();
        Assert.True(control.OnSpurious(50 * Segment, Segment, store));
        Assert.Equal((window, 1), (control.Window, store.Free));

        control.OnTimeout(control.Window, again: false, store);
        Assert.Equal(0, store.Free);
        control.OnRecoveryEnd();
        Lose();
        Assert.True(control.OnCongestionEcho(control.Window, control.Window, store));
        Assert.Equal(1, store.Free);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void The_window_keeps_its_limit(CongestionAlgorithm algorithm)
    {
        CongestionControl control = CongestionControl.Begin(algorithm, Segment, 10, limit: 50 * Segment);
        for (int round = 0; round < 20; round++)
        {
            Round(ref control, round * Rtt);
        }

        Assert.Equal(50 * Segment, control.Window);
        Assert.Equal(Segment, CongestionControl.Begin(algorithm, Segment, 10, limit: 1).Window);
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_path_of_smaller_segments_keeps_the_window_in_bytes(CongestionAlgorithm algorithm)
    {
        CongestionControl control = Avoiding(algorithm, 100);
        control.OnSegmentSizeChanged(500);
        Assert.Equal((100 * Segment, 500u), (control.Window, control.SegmentSize));
        control.OnTimeout(0, again: false);
        Assert.Equal((500u, 1_000u), (control.Window, control.Threshold));
    }

    [Fact]
    public void The_pace_is_twice_the_window_in_slow_start_and_a_quarter_more_later()
    {
        Assert.Equal(200_000ul, Begin(CongestionAlgorithm.Cubic).PacingRate(Rtt));
        Assert.Equal(1_250_000ul, Avoiding(CongestionAlgorithm.Cubic, 100).PacingRate(Rtt));
        Assert.Equal(ulong.MaxValue, Begin(CongestionAlgorithm.Cubic).PacingRate(0));
    }
}
