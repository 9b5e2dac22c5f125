using Ringspun.Cli.Load.Histograms;
using Ringspun.Tests.Shared;

namespace Ringspun.Cli.Tests.Load;

public class HistogramTests
{
    private static readonly double[] Percentiles = [0, 0.1, 1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999, 100];

    [Fact]
    public void Steps_follow_each_other_without_gap_and_are_narrow()
    {
        long next = 0;
        for (int step = 0; step < Histogram.StepCount; step++)
        {
            long lowest = Histogram.LowestOf(step);
            long highest = Histogram.HighestOf(step);
            Assert.Equal(next, lowest);
            Assert.Equal(step, Histogram.StepOf(lowest));
            Assert.Equal(step, Histogram.StepOf(highest));
            Assert.True(highest - lowest <= lowest * 0.001, $"step {step} is wider than 0.1 %");
            next = highest + 1;
        }

        Assert.Equal(Histogram.Highest, next - 1);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_list_within_the_step()
    {
        Random random = new(Seeds.Next());
        for (int round = 0; round < 30; round++)
        {
            long[] values = [.. Enumerable.Range(0, random.Next(1, 5000)).Select(_ => Samples.AnyTime(random))];
            Histogram histogram = new();
            foreach (long value in values)
            {
                histogram.Record(value);
            }

            Array.Sort(values);
            foreach (double percentile in Percentiles)
            {
                int rank = Math.Max(1, (int)Math.Ceiling((decimal)percentile / 100 * values.Length));
                long exact = values[rank - 1];
                Assert.InRange(histogram.Percentile(percentile), exact, exact + (exact / 1000));
            }

            Assert.Equal(values.Length, histogram.Total);
            Assert.Equal(values[0], histogram.Min);
            Assert.Equal(values[^1], histogram.Max);
            Assert.InRange(histogram.Mean / (double)values.Average(value => (decimal)value), 1 - 1e-12, 1 + 1e-12);
            Assert.Equal(values.Aggregate(UInt128.Zero, (sum, value) => sum + (ulong)value), histogram.Sum);
        }
    }

    [Fact]
    public void Adding_up_parts_is_as_recording_the_whole()
    {
        Random random = new(Seeds.Next());
        Histogram[] parts = [.. Enumerable.Range(0, 5).Select(_ => new Histogram())];
        Histogram whole = new();
        for (int i = 0; i < 20_000; i++)
        {
            long value = Samples.AnyTime(random);
            whole.Record(value);

            // The last part stays empty.
            parts[random.Next(4)].Record(value);
        }

        Histogram sum = new();
        foreach (Histogram part in parts)
        {
            sum.Add(part);
        }

        AssertSame(whole, sum);
    }

    [Fact]
    public void A_cleared_histogram_is_as_a_new_one()
    {
        Random random = new(Seeds.Next());
        Histogram reused = Samples.AnyHistogram(random, 1000);
        reused.Clear();
        Assert.Empty(reused.Steps());
        Histogram fresh = new();
        for (int i = 0; i < 1000; i++)
        {
            long value = Samples.AnyTime(random);
            reused.Record(value);
            fresh.Record(value);
        }

        AssertSame(fresh, reused);
    }

    [Fact]
    public void Without_values_everything_is_zero()
    {
        Histogram histogram = new();
        Assert.Equal(0, histogram.Total);
        Assert.Equal(0, histogram.Min);
        Assert.Equal(0, histogram.Max);
        Assert.Equal(0, histogram.Mean);
        Assert.Equal(0, histogram.StandardDeviation);
        Assert.Equal(0, histogram.Percentile(99));
    }

    [Fact]
    public void What_is_too_long_keeps_its_true_maximum_and_what_is_negative_counts_as_nothing()
    {
        Histogram histogram = new();
        histogram.Record(long.MaxValue);
        histogram.Record(-5);
        Assert.Equal(long.MaxValue, histogram.Max);
        Assert.Equal(0, histogram.Min);
        Assert.Equal([0, Histogram.StepCount - 1], histogram.Steps().Select(step => step.Step));
    }

    [Fact]
    public void The_sum_may_exceed_64_bits()
    {
        Histogram histogram = new();
        Histogram sum = new();
        for (int i = 0; i < 5; i++)
        {
            histogram.Record(long.MaxValue);
        }

        sum.Add(histogram);
        sum.Add(histogram);
        Assert.Equal((UInt128)long.MaxValue * 5, histogram.Sum);
        Assert.Equal((UInt128)long.MaxValue * 10, sum.Sum);
        Assert.Equal(long.MaxValue, sum.Mean);
    }

    [Fact]
    public void A_stall_shows_in_the_tail_as_long_as_it_was()
    {
        // 1000 requests a second for 100 s; the server stands still for one second, and answers what was due meanwhile at its end.
        Histogram histogram = new();
        for (long due = 0; due < 100_000; due++)
        {
            long answered = due is >= 50_000 and < 51_000 ? 51_000 : due;
            histogram.Record(((answered - due) * Samples.Millisecond) + (100 * Samples.Microsecond));
        }

        Assert.InRange(histogram.Max, 1000 * Samples.Millisecond, 1001 * Samples.Millisecond);
        Assert.InRange(histogram.Percentile(99.9), 899 * Samples.Millisecond, 902 * Samples.Millisecond);
        Assert.InRange(histogram.Percentile(98), 100 * Samples.Microsecond, 101 * Samples.Microsecond);
    }

    [Fact]
    public void The_standard_deviation_is_that_of_the_values()
    {
        Histogram histogram = new();
        foreach (long value in new long[] { 2, 4, 4, 4, 5, 5, 7, 9 })
        {
            histogram.Record(value * Samples.Millisecond);
        }

        Assert.Equal(2 * Samples.Millisecond, histogram.StandardDeviation, 0.01 * Samples.Millisecond);
    }

    [Fact]
    public void Recording_adding_and_clearing_allocate_nothing()
    {
        Histogram histogram = new();
        Histogram sum = new();
        void Round()
        {
            for (int i = 0; i < 100_000; i++)
            {
                histogram.Record(i * 977L);
            }

            sum.Add(histogram);
            histogram.Clear();
        }

        Assert.Equal(0, Allocations.OfOneRun(Round));
    }

    internal static void AssertSame(Histogram expected, Histogram actual)
    {
        Assert.Equal(expected.Steps(), actual.Steps());
        Assert.Equal(expected.Total, actual.Total);
        Assert.Equal(expected.Sum, actual.Sum);
        Assert.Equal(expected.Min, actual.Min);
        Assert.Equal(expected.Max, actual.Max);
    }
}
