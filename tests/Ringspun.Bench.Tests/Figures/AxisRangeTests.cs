using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Tests.Figures;

public class AxisRangeTests
{
    [Theory]
    [InlineData(new double[] { 10 }, true, "0 2 4 6 8 10")]
    [InlineData(new double[] { 181, 261 }, true, "0 100 200 300")]
    [InlineData(new double[] { 181, 261 }, false, "180 200 220 240 260 280")]
    [InlineData(new double[] { 0 }, true, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(new double[] { 5, 5 }, false, "2 3 4 5 6 7 8")]
    [InlineData(new double[] { -3, 7 }, true, "-4 -2 0 2 4 6 8")]
    [InlineData(new double[] { 0.3 }, true, "0 0.1 0.2 0.3")]
    [InlineData(new double[] { 1.1 }, true, "0 0.25 0.5 0.75 1 1.25")]
    [InlineData(new double[] { 1_234_567 }, true, "0 0.25M 0.5M 0.75M 1M 1.25M")]
    [InlineData(new double[] { 15_000 }, true, "0 5,000 10,000 15,000")]
    [InlineData(new double[] { 2e-6 }, true, "0 5e-7 1e-6 1.5e-6 2e-6")]
    public void A_linear_axis_ends_at_round_numbers(double[] values, bool fromZero, string ticks) =>
        Assert.Equal(ticks, Labels(AxisRange.Cover(new Axis("axis", FromZero: fromZero), values)));

    [Theory]
    [InlineData(new double[] { 1_000, 15_000 }, "1,000 2,000 5,000 10,000 20,000")]
    [InlineData(new double[] { 1, 1_000_000 }, "1 10 100 1,000 10,000 100,000 1M")]
    [InlineData(new double[] { 64 }, "50 100")]
    [InlineData(new double[] { 100 }, "50 100 200")]
    [InlineData(new double[] { 0.02, 0.3 }, "0.02 0.05 0.1 0.2 0.5")]
    public void A_logarithmic_axis_ends_at_round_numbers(double[] values, string ticks) =>
        Assert.Equal(ticks, Labels(AxisRange.Cover(new Axis("axis", AxisScale.Logarithmic), values)));

    [Fact]
    public void Every_value_is_inside_and_the_ticks_are_few()
    {
        Random random = new(7);
        for (int i = 0; i < 2_000; i++)
        {
            Axis axis = new("axis", (AxisScale)random.Next(2), random.Next(2) == 0);
            double[] values = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Math.Pow(10, (random.NextDouble() * 29) - 14.5))];
            AxisRange range = AxisRange.Cover(axis, values);
            Assert.All(values, value => Assert.InRange(range.Fraction(value), -1e-6, 1 + 1e-6));
            Assert.InRange(range.Ticks.Count, 2, 12);
            Assert.Equal(range.Ticks.Count, range.Ticks.Select(tick => tick.Label).Distinct().Count());
            Assert.All(range.Ticks, tick => Assert.InRange(range.Fraction(tick.Value), -1e-6, 1 + 1e-6));
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, -1)]
    [InlineData(false, double.PositiveInfinity)]
    [InlineData(false, double.NaN)]
    [InlineData(false, 1e200)]
    public void What_an_axis_cannot_show_is_refused_with_its_name(bool logarithmic, double value)
    {
        AxisScale scale = logarithmic ? AxisScale.Logarithmic : AxisScale.Linear;
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => AxisRange.Cover(new Axis("requests", scale), [1, value]));
        Assert.Contains("'requests'", refusal.Message, StringComparison.Ordinal);
    }

    private static string Labels(AxisRange range) => string.Join(' ', range.Ticks.Select(tick => tick.Label));
}
