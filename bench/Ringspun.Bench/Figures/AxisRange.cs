namespace Ringspun.Bench.Figures;

/// <summary>What an axis shows: its ends, and the round numbers between them.</summary>
internal sealed class AxisRange
{
    /// <summary>Values beyond this say more of a mistake in a measurement than of a machine.</summary>
    public const double Largest = 1e15;

    private const int UsualSteps = 5;
    private const int MostDecades = 8;

    // Two decades or so still have room for 1, 2 and 5 of each.
    private const double FewDecades = 2.2;
    private static readonly double[] Mantissas = [1, 2, 5];

    private readonly AxisScale _scale;

    private AxisRange(AxisScale scale, double low, double high, IReadOnlyList<AxisTick> ticks)
    {
        _scale = scale;
        Low = low;
        High = high;
        Ticks = ticks;
    }

    public double Low { get; }

    public double High { get; }

    public IReadOnlyList<AxisTick> Ticks { get; }

    /// <summary>The range in which all values are seen.</summary>
    /// <exception cref="ArgumentException">There is no value, or one that this axis cannot show.</exception>
    public static AxisRange Cover(Axis axis, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException($"'{axis.Label}': there is nothing to draw", nameof(values));
        }

        foreach (double value in values)
        {
            if (!(Math.Abs(value) <= Largest))
            {
                throw new ArgumentException($"'{axis.Label}': {value} cannot be drawn", nameof(values));
            }

            if (axis.Scale == AxisScale.Logarithmic && value < 1 / Largest)
            {
                throw new ArgumentException($"'{axis.Label}': a logarithmic axis shows what is above zero, not {value}", nameof(values));
            }
        }

        return axis.Scale == AxisScale.Linear ? Linear(values.Min(), values.Max(), axis.FromZero) : Logarithmic(values.Min(), values.Max());
    }

    /// <summary>Where a value is: 0 at the low end, 1 at the high end.</summary>
    public double Fraction(double value) => _scale == AxisScale.Linear
        ? (value - Low) / (High - Low)
        : Math.Log(value / Low) / Math.Log(High / Low);

    private static AxisRange Linear(double low, double high, bool fromZero)
    {
        if (fromZero)
        {
            low = Math.Min(low, 0);
            high = Math.Max(high, 0);
        }

        // One value, or values that no axis could tell apart.
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9)
        {
            double room = low == 0 ? 1 : Math.Abs(low) / 2;
            low -= low == 0 ? 0 : room;
            high += room;
        }

        double step = Step(high - low);
        double first = Math.Floor((low / step) + 1e-9);
        double last = Math.Ceiling((high / step) - 1e-9);
        List<AxisTick> ticks = [];
        for (double i = first; i <= last; i++)
        {
            ticks.Add(new AxisTick(i * step, NumberText.Of(i * step, step, Math.Max(Math.Abs(first), Math.Abs(last)) * step)));
        }

        return new AxisRange(AxisScale.Linear, first * step, last * step, ticks);
    }

    /// <summary>The smallest round step that cuts the span into few parts.</summary>
    private static double Step(double span)
    {
        double least = span / UsualSteps;
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double mantissa = least / power;
        return power * (mantissa <= 1.000001 ? 1 : mantissa <= 2 ? 2 : mantissa <= 2.5 ? 2.5 : mantissa <= 5 ? 5 : 10);
    }

    private static AxisRange Logarithmic(double min, double max)
    {
        double[] candidates = [.. Enumerable.Range(-17, 35).SelectMany(exponent => Mantissas.Select(mantissa => mantissa * Math.Pow(10, exponent)))];
        int first = Array.FindLastIndex(candidates, candidate => candidate <= min * (1 + 1e-9));
        int last = Array.FindIndex(candidates, candidate => candidate >= max * (1 - 1e-9));
        if (first == last)
        {
            first--;
            last++;
        }

        double decades = Math.Log10(candidates[last] / candidates[first]);
        int every = (int)Math.Ceiling(decades / MostDecades);
        IEnumerable<AxisTick> ticks = Enumerable.Range(first, last - first + 1)
            .Where(i => decades <= FewDecades || (i % Mantissas.Length == 0 && i / Mantissas.Length % every == 0))
            .Select(i => new AxisTick(candidates[i], NumberText.Of(candidates[i], candidates[i], candidates[i])));
        return new AxisRange(AxisScale.Logarithmic, candidates[first], candidates[last], [.. ticks]);
    }
}
