using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>Mechanisms alone, against their documents' own figures.</summary>
public class MechanismTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(0u, 1u, true)]
    [InlineData(uint.MaxValue, 0u, true)]
    [InlineData(0u, uint.MaxValue, false)]
    [InlineData(5u, 5u, false)]
    [InlineData(0u, 0x7FFF_FFFFu, true)]
    [InlineData(0x8000_0001u, 0u, true)]
    public void Sequence_numbers_compare_modulo_2_to_the_32(uint left, uint right, bool less)
    {
        Assert.Equal(less, Sequence.Less(left, right));
        Assert.Equal(less || left == right, Sequence.LessOrEqual(left, right));
        Assert.Equal(!less && left != right, Sequence.Greater(left, right));
        Assert.Equal(!less, Sequence.GreaterOrEqual(left, right));
        Assert.Equal(less ? right : left, Sequence.Max(left, right));
        Assert.Equal(less ? left : right, Sequence.Min(left, right));
    }

    [Fact]
    public void SipHash_gives_the_published_vectors()
    {
        StackSecret secret = new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        SipHash hash = new(secret);
        Assert.Equal(0x726F_DB47_DD0E_0E31u, hash.Finish());
        hash = new SipHash(secret);
        hash.Add(0x0706_0504_0302_0100);
        Assert.Equal(0x93F5_F579_9A93_2462u, hash.Finish());
    }

    [Fact]
    public void A_secret_has_sixteen_bytes_and_does_not_print_itself()
    {
        Assert.Throws<ArgumentException>(static () => new StackSecret(new byte[15]));
        Assert.Equal("StackSecret", new StackSecret(new byte[16]).ToString());
    }

    [Fact]
    public void The_timeout_follows_rfc_6298()
    {
        TcpSettings settings = new();
        var timeout = RetransmissionTimeout.Initial(settings);
        Assert.Equal(1000 * Millisecond, timeout.Current(settings));
        timeout.Measure(100 * Millisecond, settings);
        Assert.Equal((100 * Millisecond, 50 * Millisecond, 300 * Millisecond), (timeout.SmoothedRtt, timeout.Variation, timeout.Current(settings)));
        timeout.Measure(200 * Millisecond, settings);
        Assert.Equal((112_500_000, 62_500_000, 362_500_000), (timeout.SmoothedRtt, timeout.Variation, timeout.Current(settings)));
        for (int i = 0; i < 40; i++)
        {
            timeout.BackOff();
        }

        Assert.Equal(settings.MaximumRto, timeout.Current(settings));
        timeout.Progress();
        Assert.Equal(362_500_000, timeout.Current(settings));
    }

    [Fact]
    public void Cubic_is_flat_where_the_last_loss_was_and_reaches_it_after_k()
    {
        CongestionState state = new() { Window = 100_000, Threshold = int.MaxValue };
        var cubic = CongestionControl.Of(CongestionAlgorithm.Cubic);
        cubic.OnLoss(ref state, 100_000, 1000);
        Assert.Equal(70_000u, state.Threshold);
        state.Window = state.Threshold;

        // K = cbrt(100 * 0.3 / 0.4) = 4.217 s; an acknowledgment of a window each 100 ms, a long round trip for Reno's part to be small.
        long now = 1_000 * Millisecond;
        uint atK = 0;
        for (int round = 0; round < 84; round++)
        {
            now += 100 * Millisecond;
            cubic.OnAcknowledged(ref state, state.Window, 1000, 100 * Millisecond, now);
            atK = round == 41 ? state.Window : atK;
        }

        Assert.InRange(atK, 97_000u, 102_000u);
        Assert.InRange(state.Window, 120_000u, 140_000u);
    }

    [Fact]
    public void NewReno_adds_a_segment_for_each_window()
    {
        CongestionState state = new() { Window = 10_000, Threshold = 10_000 };
        var reno = CongestionControl.Of(CongestionAlgorithm.NewReno);
        for (int i = 0; i < 10; i++)
        {
            reno.OnAcknowledged(ref state, 1000, 1000, Millisecond, 1);
        }

        Assert.Equal(11_000u, state.Window);
    }

    [Fact]
    public void Slow_start_ends_exactly_at_the_threshold()
    {
        CongestionState state = new() { Window = 9_000, Threshold = 10_000 };
        CongestionControl.Of(CongestionAlgorithm.NewReno).OnAcknowledged(ref state, 2000, 1000, Millisecond, 1);
        Assert.Equal((10_000u, 1000u), (state.Window, state.Counted));
    }

    [Fact]
    public void HyStart_leaves_slow_start_after_round_trips_became_longer()
    {
        HyStart start = default;
        uint next = 1000;
        bool over = false;
        int rounds = 0;
        for (; rounds < 20 && !over; rounds++)
        {
            long rtt = rounds < 3 ? 40 * Millisecond : 60 * Millisecond;
            for (int i = 0; i < 9; i++)
            {
                over |= start.OnAcknowledged(next - 1, next, rtt);
            }

            over |= start.OnAcknowledged(next, next + 1000, rtt);
            next += 1000;
        }

        // The rise is seen in the fourth round; five rounds of conservative slow start follow.
        Assert.InRange(rounds, 8, 10);
    }

    [Fact]
    public void HyStart_does_not_mind_steady_round_trips()
    {
        HyStart start = default;
        uint next = 1000;
        for (int round = 0; round < 50; round++)
        {
            for (int i = 0; i < 9; i++)
            {
                Assert.False(start.OnAcknowledged(next - 1, next, (40 * Millisecond) + (i * 100)));
            }

            Assert.False(start.OnAcknowledged(next, next + 1000, 40 * Millisecond));
            next += 1000;
        }
    }

    [Fact]
    public void Proportional_rate_reduction_sends_in_proportion()
    {
        // RFC 9937: with half as threshold, one segment goes for each two that arrive, once the first retransmission is out.
        ProportionalRateReduction prr = default;
        prr.Begin(20_000);
        uint pipe = 19_000;
        uint sent = 0;
        for (int i = 0; i < 8; i++)
        {
            uint window = prr.OnAcknowledged(1000, pipe, 10_000, 1000, safe: false);
            uint now = Math.Min(window - Math.Min(window, pipe), 1000) / 1000 * 1000;
            prr.OnSent(now);
            sent += now;
            pipe = pipe - 1000 + now;
        }

        Assert.InRange(sent, 4000u, 5000u);
    }
}
