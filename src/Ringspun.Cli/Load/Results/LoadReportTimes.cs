using System.Text.Json.Serialization;
using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Load.Results;

/// <summary>A distribution of times in microseconds.</summary>
internal sealed record LoadReportTimes(
    double Mean,
    double P50,
    double P90,
    double P99,
    [property: JsonPropertyName("p99_9")] double P99_9,
    double Max)
{
    internal const double NanosecondsPerMicrosecond = 1000;

    public static LoadReportTimes Of(Histogram histogram) => new(
        histogram.Mean / NanosecondsPerMicrosecond,
        histogram.Percentile(50) / NanosecondsPerMicrosecond,
        histogram.Percentile(90) / NanosecondsPerMicrosecond,
        histogram.Percentile(99) / NanosecondsPerMicrosecond,
        histogram.Percentile(99.9) / NanosecondsPerMicrosecond,
        histogram.Max / NanosecondsPerMicrosecond);
}
