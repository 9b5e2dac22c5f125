using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Thresholds;

/// <summary>A figure of a result that can be held against a limit.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Percentile">From 0 to 100, for percentiles.</param>
/// <param name="OfServiceTime">Of the service time, not of the latency.</param>
internal readonly record struct Metric(MetricKind Kind, double Percentile = 0, bool OfServiceTime = false)
{
    /// <summary>Whether it is a time, in nanoseconds.</summary>
    public bool IsTime => Kind is MetricKind.Percentile or MetricKind.Mean or MetricKind.Min or MetricKind.Max or MetricKind.Lag;

    /// <summary>Its value in a result, or null when nothing was measured that it could be computed from.</summary>
    public double? In(LoadResult result)
    {
        Histogram times = Kind == MetricKind.Lag ? result.Total.ScheduleLag
            : OfServiceTime ? result.Total.ServiceTime
            : result.Total.Latency;
        if (IsTime && times.Total == 0)
        {
            return null;
        }

        return Kind switch
        {
            MetricKind.Percentile => times.Percentile(Percentile),
            MetricKind.Mean => times.Mean,
            MetricKind.Min => times.Min,
            MetricKind.Max => times.Max,
            MetricKind.Lag => times.Percentile(99),
            MetricKind.Errors => result.Failed,
            MetricKind.ErrorShare => result.Total.Ended == 0 ? null : result.FailedShare,
            MetricKind.Rate => result.AchievedRate,
            _ => result.Total.Answered,
        };
    }

    /// <summary>A value of it, for people.</summary>
    public string Show(double value) => Kind switch
    {
        _ when IsTime => Figures.Time(value),
        MetricKind.ErrorShare => Figures.Percent(value),
        MetricKind.Rate => $"{Figures.Count(value)}/s",
        _ => Figures.Count(value),
    };
}
