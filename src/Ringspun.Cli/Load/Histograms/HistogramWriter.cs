using System.Globalization;

namespace Ringspun.Cli.Load.Histograms;

/// <summary>
/// Writes a histogram file: the percentile distribution of the latencies in milliseconds, as HdrHistogram's plotting tools read it, and
/// then, in comment lines that those skip, the exact counts of latencies and service times, as <see cref="HistogramReader"/> reads them.
/// </summary>
internal static class HistogramWriter
{
    internal const string Prefix = "#ringspun ";
    internal const string Version = "histogram 1";

    private const double NanosecondsPerMillisecond = 1e6;

    // Between a percentile and 100 %, this many lines for each halving of the distance: what HdrHistogram's own tools write.
    private const int LinesPerHalving = 5;
    private const int CountersPerLine = 12;

    // The plotting tools want a blank before each column, however large the value.
    private const int ValueWidth = 18;

    public static void Write(HistogramPair histograms, TextWriter output)
    {
        WriteDistribution(histograms.Latency, output);
        output.Write($"{Prefix}{Version}\n");
        WriteExact("latency", histograms.Latency, output);
        WriteExact("service", histograms.ServiceTime, output);
        output.Write($"{Prefix}end\n");
    }

    private static void WriteDistribution(Histogram histogram, TextWriter output)
    {
        output.Write($"{"Value",ValueWidth} {"Percentile",14} {"TotalCount",10} {"1/(1-Percentile)",14}\n\n");
        double total = histogram.Total;
        double level = 0;
        long seen = 0;
        foreach ((int step, long count) in histogram.Steps())
        {
            seen += count;
            double value = Math.Min(Histogram.HighestOf(step), histogram.Max) / NanosecondsPerMillisecond;

            // One of n values is a share of 1/n: levels nearer to 100 % than that would tell nothing.
            while (level <= 100 * seen / total && level <= 100 - (100 / total))
            {
                output.Write(string.Create(
                    CultureInfo.InvariantCulture, $"{value,ValueWidth:F6} {level / 100,14:F12} {seen,10} {100 / (100 - level),14:F2}\n"));
                double halvings = Math.Floor(Math.Log2(100 / (100 - level))) + 1;
                level += 100 / (LinesPerHalving * Math.Pow(2, halvings));
            }
        }

        string max = string.Create(CultureInfo.InvariantCulture, $"{histogram.Max / NanosecondsPerMillisecond,ValueWidth:F6}");
        if (histogram.Total > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{max} {1,14:F12} {histogram.Total,10}\n"));
        }

        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"#[Mean    = {histogram.Mean / NanosecondsPerMillisecond,12:F6}, StdDeviation   = {histogram.StandardDeviation / NanosecondsPerMillisecond,12:F6}]\n"));
        output.Write(string.Create(CultureInfo.InvariantCulture, $"#[Max     = {max}, Total count    = {histogram.Total,12}]\n"));
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"#[Buckets = {Histogram.StepCount / Histogram.StepsPerOctave,12}, SubBuckets     = {Histogram.StepsPerOctave,12}]\n"));
    }

    private static void WriteExact(string name, Histogram histogram, TextWriter output)
    {
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{name} total={histogram.Total} sum={histogram.Sum} min={histogram.Min} max={histogram.Max}\n"));
        foreach (StepCounter[] line in histogram.Steps().Chunk(CountersPerLine))
        {
            output.Write($"{Prefix}{name}");
            foreach ((int step, long count) in line)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $" {step}:{count}"));
            }

            output.Write('\n');
        }
    }
}
