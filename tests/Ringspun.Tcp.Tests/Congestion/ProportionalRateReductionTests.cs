using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Tests.Support;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>RFC 9937.</summary>
public class ProportionalRateReductionTests
{
    /// <summary>A flight of 20, one lost, Reno's half: an acknowledgment of each of the others lets a segment out every second time.</summary>
    [Fact]
    public void The_flight_comes_down_evenly()
    {
        ProportionalRateReduction reduction = default;
        reduction.Begin(20 * Segment);
        uint pipe = 19 * Segment;
        uint sent = 0;
        for (int ack = 1; ack <= 19; ack++)
        {
            pipe -= Segment;
            bool above = pipe > 10 * Segment;
            ulong window = reduction.OnAcknowledged(Segment, pipe, 10 * Segment, Segment, safe: false);
            uint allowed = (uint)(window - pipe) / Segment * Segment;
            reduction.OnSent(allowed);
            (pipe, sent) = (pipe + allowed, sent + allowed);

            // The first retransmission goes at once; then half as much as has arrived, in whole segments, until the threshold is reached.
            Assert.True(!above || sent == Math.Max((uint)ack / 2, 1) * Segment, $"{sent} sent at acknowledgment {ack}");
            Assert.True(pipe >= 9 * Segment);
        }

        Assert.InRange(pipe, 9 * Segment, 10 * Segment);
    }

    /// <summary>Fifteen of twenty are lost: what remains is far below the threshold, and is conserved until acknowledgments say that all goes well.</summary>
    [Fact]
    public void Below_the_threshold_packets_are_conserved_and_a_segment_added_when_it_is_safe()
    {
        ProportionalRateReduction reduction = default;
        reduction.Begin(20 * Segment);
        ulong first = reduction.OnAcknowledged(Segment, 4 * Segment, 10 * Segment, Segment, safe: false);
        Assert.Equal(5ul * Segment, first);
        reduction.OnSent(Segment);
        Assert.Equal(5ul * Segment, reduction.OnAcknowledged(Segment, 4 * Segment, 10 * Segment, Segment, safe: false));
        reduction.OnSent(Segment);
        Assert.Equal(6ul * Segment, reduction.OnAcknowledged(Segment, 4 * Segment, 10 * Segment, Segment, safe: true));
        Assert.Equal(10ul * Segment, reduction.OnAcknowledged(Segment, 10 * Segment, 10 * Segment, Segment, safe: true));
    }

    [Fact]
    public void The_first_retransmission_goes_out_whatever_the_sums_say()
    {
        ProportionalRateReduction reduction = default;
        reduction.Begin(20 * Segment);
        Assert.Equal(19ul * Segment, reduction.OnAcknowledged(0, 18 * Segment, 10 * Segment, Segment, safe: false));
        reduction.OnSent(Segment);
        Assert.Equal(18ul * Segment, reduction.OnAcknowledged(0, 18 * Segment, 10 * Segment, Segment, safe: false));
    }

    [Fact]
    public void Duplicates_stand_for_segments_of_a_peer_without_Sack()
    {
        ProportionalRateReduction reduction = default;
        reduction.Begin(5 * Segment);
        Assert.Equal(Segment, reduction.EstimateDelivered(0, Segment));
        Assert.Equal(Segment, reduction.EstimateDelivered(0, Segment));

        // A partial acknowledgment of four: two of them were counted.
        Assert.Equal(2 * Segment, reduction.EstimateDelivered(4 * Segment, Segment));
        Assert.Equal(Segment, reduction.EstimateDelivered(Segment, Segment));
    }

    [Fact]
    public void More_duplicates_than_segments_were_sent_count_for_nothing()
    {
        ProportionalRateReduction reduction = default;
        reduction.Begin((5 * Segment) + 1);
        uint delivered = 0;
        for (int i = 0; i < 1_000; i++)
        {
            delivered += reduction.EstimateDelivered(0, Segment);
        }

        Assert.Equal((5 * Segment) + 1, delivered);
    }

    /// <summary>Above the threshold never more is sent than its share of what arrives; below it never beyond it.</summary>
    [Fact]
    public void Random_recoveries_keep_their_bounds() => Seeded.Each(500, random =>
    {
        uint flight = (uint)random.Next(2, 2_000) * Segment;
        uint threshold = Math.Max(flight / (uint)random.Next(1, 5), 2 * Segment);
        ProportionalRateReduction reduction = default;
        reduction.Begin(flight);
        uint pipe = flight - ((uint)random.Next((int)(flight / Segment)) * Segment);
        ulong peak = Math.Max(pipe, threshold) + Segment;
        for (int ack = 0; ack < 3_000 && pipe > 0; ack++)
        {
            uint delivered = Math.Min(pipe, (uint)random.Next(3) * Segment);
            pipe -= delivered;
            bool above = pipe > threshold;
            ulong window = reduction.OnAcknowledged(delivered, pipe, threshold, Segment, random.Next(2) == 0);
            uint allowed = (uint)(window - pipe);
            Assert.True(window >= pipe);
            Assert.True(window <= peak, $"{window} is beyond {peak}");
            if (above && reduction.Sent > 0)
            {
                double share = Math.Ceiling((double)reduction.Delivered * threshold / flight);
                Assert.True(allowed == 0 || reduction.Sent + allowed <= share + 1, "above the threshold the proportion holds");
            }

            if (!above && reduction.Sent > 0)
            {
                Assert.True(pipe + allowed <= threshold, "the threshold is not passed");
            }

            uint sent = random.Next(4) == 0 ? allowed / 2 : allowed;
            reduction.OnSent(sent);
            pipe += sent;
        }
    });
}
