namespace Ringspun.Tests.Simulation;

public sealed class LatencyDistributionTests
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void The_default_takes_no_time() => Assert.Equal(0, default(LatencyDistribution).Next(new Random(1)));

    [Fact]
    public void A_time_is_a_fixed_latency()
    {
        LatencyDistribution latency = Longest;
        Assert.Equal(LatencyDistribution.Fixed(Longest), latency);
        Assert.All(Sample(latency), time => Assert.Equal(10_000_000, time));
    }

    [Fact]
    public void Uniform_times_fill_their_range_evenly()
    {
        long[] times = Sample(LatencyDistribution.Uniform(Shortest, Longest));
        Assert.All(times, time => Assert.InRange(time, 10_000, 10_000_000));
        Assert.InRange(times.Average(), 4_700_000, 5_300_000);
        Assert.InRange(times[times.Length / 2], 4_600_000, 5_400_000);
    }

    [Fact]
    public void A_heavy_tail_is_mostly_short_and_rarely_very_long()
    {
        long[] times = Sample(LatencyDistribution.HeavyTail(Shortest, Longest, 1.5));
        Assert.All(times, time => Assert.InRange(time, 10_000, 10_000_000));

        // The median of a Pareto distribution is the shortest times 2^(1/1.5); one time in a thousand is a hundredfold.
        Assert.InRange(times[times.Length / 2], 14_500, 17_500);
        Assert.InRange(times.Count(time => time > 1_000_000), 1, 40);
    }

    [Fact]
    public void Impossible_times_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyDistribution.Fixed(-Shortest));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyDistribution.Uniform(Longest, Shortest));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyDistribution.HeavyTail(TimeSpan.Zero, Longest));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyDistribution.HeavyTail(Shortest, Longest, 0));
    }

    private static long[] Sample(LatencyDistribution latency)
    {
        var random = new Random(Seeds.Next());
        long[] times = [.. Enumerable.Range(0, 10_000).Select(_ => latency.Next(random))];
        Array.Sort(times);
        return times;
    }
}
