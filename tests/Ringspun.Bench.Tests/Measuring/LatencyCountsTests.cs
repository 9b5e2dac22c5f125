using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tests.Measuring;

public class LatencyCountsTests
{
    [Fact]
    public void Quantiles_are_near_the_exact_ones()
    {
        LatencyCounts counts = new();
        var random = new Random(5);
        long[] values = [.. Enumerable.Range(0, 10_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 10))];
        foreach (long value in values)
        {
            counts.Add(value);
        }

        Array.Sort(values);
        foreach (double part in (double[])[0.001, 0.5, 0.9, 0.99, 1])
        {
            double exact = values[(int)Math.Ceiling(values.Length * part) - 1];
            Assert.InRange(counts.Quantile(part), exact * 0.98, exact * 1.02);
        }
    }

    [Fact]
    public void Nothing_counted_is_zero_and_counts_add_up()
    {
        LatencyCounts one = new();
        Assert.Equal(0, one.Quantile(0.5));
        LatencyCounts other = new();
        other.Add(7);
        other.Add(-1);
        one.Add(other);
        Assert.Equal((2, 0, 7), (one.Total, one.Quantile(0.5), one.Quantile(1)));
        one.Clear();
        Assert.Equal((0, 0), (one.Total, one.Quantile(1)));
        one.Add(long.MaxValue);
        Assert.InRange(one.Quantile(1), long.MaxValue * 0.98, long.MaxValue * 1.02);
    }
}
