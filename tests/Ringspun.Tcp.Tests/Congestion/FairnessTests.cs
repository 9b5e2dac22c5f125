using Ringspun.Tcp.Congestion;
using static Ringspun.Tcp.Tests.Congestion.Controls;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>How flows share a link, in the fluid model.</summary>
public class FairnessTests
{
    [Theory]
    [InlineData(CongestionAlgorithm.NewReno, 100u, 20)]
    [InlineData(CongestionAlgorithm.Cubic, 100u, 20)]
    [InlineData(CongestionAlgorithm.Cubic, 2_000u, 50)]
    public void Two_flows_that_begin_unequal_become_equal(CongestionAlgorithm algorithm, uint capacity, int milliseconds)
    {
        Bottleneck link = new(capacity, milliseconds * Millisecond);
        link.Add(Avoiding(algorithm, capacity * 8 / 10));
        link.Add(Avoiding(algorithm, capacity / 20));
        link.Run(10_000);
        link.Forget();
        link.Run(10_000);
        Assert.InRange(link.MeanOf(0) / link.MeanOf(1), 0.9, 1.1);
        Assert.True(link.Losses > 20, "the link was full many times");
    }

    /// <summary>RFC 9438 section 4.3: where Reno does well, CUBIC takes no more than Reno.</summary>
    [Theory]
    [InlineData(40u, 5)]
    [InlineData(100u, 5)]
    [InlineData(100u, 10)]
    public void On_short_paths_Cubic_is_a_friend_of_Reno(uint capacity, int milliseconds)
    {
        double ratio = RatioOfCubicToReno(capacity, milliseconds);
        Assert.InRange(ratio, 0.6, 1.6);
    }

    /// <summary>RFC 9438 section 5: on long fat paths, where Reno cannot fill the link, CUBIC does.</summary>
    [Fact]
    public void On_long_fat_paths_Cubic_gets_what_Reno_leaves()
    {
        Assert.InRange(RatioOfCubicToReno(5_000, 100), 2, 100);
        Bottleneck alone = new(5_000, 100 * Millisecond);
        alone.Add(Avoiding(CongestionAlgorithm.Cubic, 2_500));
        alone.Run(5_000);
        Assert.InRange(alone.MeanOf(0), 0.8 * 5_000, 5_000);
    }

    /// <summary>RFC 9438 section 5.1: the mean window by the rate of losses.</summary>
    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void The_response_function_is_the_RFCs(int packetsPerLoss)
    {
        double expected = Math.Pow(0.4 * (3 + 0.7) / (4 * (1 - 0.7)), 0.25) * Math.Pow(0.1, 0.75) * Math.Pow(packetsPerLoss, 0.75);
        CongestionControl control = Avoiding(CongestionAlgorithm.Cubic, (uint)expected);
        long now = 0;
        double sum = 0;
        int rounds = 0;
        int losses = 0;
        for (double packets = 0; losses < 60; now += Rtt)
        {
            Round(ref control, now);
            packets += control.Window / (double)Segment;
            if (packets >= packetsPerLoss)
            {
                packets = 0;
                losses++;
                control.OnRecoveryBegin(control.Window, control.Window);
                control.OnRecoveryEnd();
            }

            if (losses >= 10)
            {
                sum += control.Window / (double)Segment;
                rounds++;
            }
        }

        Assert.InRange(sum / rounds, expected * 0.9, expected * 1.1);
    }

    private static double RatioOfCubicToReno(uint capacity, int milliseconds)
    {
        Bottleneck link = new(capacity, milliseconds * Millisecond);
        link.Add(Avoiding(CongestionAlgorithm.Cubic, capacity / 3));
        link.Add(Avoiding(CongestionAlgorithm.NewReno, capacity / 3));
        link.Run(5_000);
        link.Forget();
        link.Run(10_000);
        return link.MeanOf(0) / link.MeanOf(1);
    }
}
