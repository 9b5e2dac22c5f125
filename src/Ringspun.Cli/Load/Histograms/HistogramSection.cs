using System.Globalization;

namespace Ringspun.Cli.Load.Histograms;

/// <summary>The exact counts of one histogram as a file has them, before they are believed.</summary>
/// <param name="Total">How many values.</param>
/// <param name="Sum">Their sum in nanoseconds.</param>
/// <param name="Min">The least of them.</param>
/// <param name="Max">The greatest of them.</param>
internal sealed record HistogramSection(long Total, UInt128 Sum, long Min, long Max)
{
    public List<StepCounter> Steps { get; } = [];

    /// <summary>Reads <c>total=N sum=N min=N max=N</c>; null when it is something else.</summary>
    public static HistogramSection? TryRead(string[] figures)
    {
        UInt128[] values = new UInt128[4];
        string[] names = ["total=", "sum=", "min=", "max="];
        if (figures.Length != names.Length)
        {
            return null;
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (!figures[i].StartsWith(names[i], StringComparison.Ordinal)
                || !UInt128.TryParse(figures[i].AsSpan(names[i].Length), NumberStyles.None, CultureInfo.InvariantCulture, out values[i])
                || (i != 1 && values[i] > long.MaxValue))
            {
                return null;
            }
        }

        return new HistogramSection((long)values[0], values[1], (long)values[2], (long)values[3]);
    }

    /// <summary>The histogram.</summary>
    /// <exception cref="FormatException">The counts contradict the figures.</exception>
    public Histogram Restore(string name)
    {
        string? contradiction = Histogram.TryRestore(Steps, Sum, Min, Max, out Histogram restored);
        if (contradiction is null && restored.Total != Total)
        {
            contradiction = string.Create(CultureInfo.InvariantCulture, $"the counts add up to {restored.Total}, not to {Total}");
        }

        return contradiction is null ? restored : throw new FormatException($"{name}: {contradiction}");
    }
}
