using System.Globalization;

namespace Ringspun.Cli.Load.Thresholds;

/// <summary>
/// Reads thresholds: <c>METRIC OP LIMIT</c>, blanks allowed between. METRIC is <c>pN</c> (N from 0 to 100, fractions allowed), <c>mean</c>,
/// <c>min</c> or <c>max</c> of the latency; the same after <c>service.</c> of the service time; <c>lag</c> (99th percentile of the schedule lag);
/// <c>errors</c>, <c>rate</c> or <c>requests</c>. OP is <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c> or <c>&lt;=</c>. LIMIT is a time with its unit for
/// times, a number or a percentage for errors, a number otherwise.
/// </summary>
internal static class ThresholdReader
{
    private const string ServicePrefix = "service.";
    private const string Grammar = "a condition such as 'p99>5ms', 'errors>0.1%' or 'rate<1000'";

    private static readonly (string Text, Comparison Comparison)[] Comparisons =
        [(">=", Comparison.AtLeast), ("<=", Comparison.AtMost), (">", Comparison.Above), ("<", Comparison.Below)];

    // "ms" before "m" and "s": the longest unit that fits is meant.
    private static readonly (string Suffix, double Nanoseconds)[] Units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9)];

    public static bool TryRead(string text, out Threshold value, out string expected)
    {
        value = null!;
        int at = text.AsSpan().IndexOfAny('<', '>');
        if (at < 0)
        {
            expected = Grammar;
            return false;
        }

        (string sign, Comparison comparison) = Comparisons.First(entry => text.AsSpan(at).StartsWith(entry.Text, StringComparison.Ordinal));
        if (!TryReadMetric(text[..at].Trim(), out Metric metric))
        {
            expected = "before the comparison one of pN (such as p99.9), mean, min, max, service.pN, service.mean, service.min, service.max, lag, errors, rate, requests";
            return false;
        }

        string limit = text[(at + sign.Length)..].Trim();
        if (!TryReadLimit(limit, ref metric, out double number))
        {
            expected = metric switch
            {
                { IsTime: true } => "after the comparison a time such as 250us, 5ms or 1.5s",
                { Kind: MetricKind.Errors } => "after the comparison a number, or a percentage such as 0.1%",
                _ => "after the comparison a number",
            };
            return false;
        }

        expected = Grammar;
        value = new Threshold(text, metric, comparison, number);
        return true;
    }

    private static bool TryReadMetric(string name, out Metric metric)
    {
        bool ofServiceTime = name.StartsWith(ServicePrefix, StringComparison.Ordinal);
        string rest = ofServiceTime ? name[ServicePrefix.Length..] : name;
        if (rest.Length > 1 && rest[0] == 'p' && TryReadNumber(rest.AsSpan(1), out double percentile) && percentile <= 100)
        {
            metric = new Metric(MetricKind.Percentile, percentile, ofServiceTime);
            return true;
        }

        MetricKind? kind = rest switch
        {
            "mean" => MetricKind.Mean,
            "min" => MetricKind.Min,
            "max" => MetricKind.Max,
            "lag" when !ofServiceTime => MetricKind.Lag,
            "errors" when !ofServiceTime => MetricKind.Errors,
            "rate" when !ofServiceTime => MetricKind.Rate,
            "requests" when !ofServiceTime => MetricKind.Requests,
            _ => null,
        };
        metric = kind is { } known ? new Metric(known, OfServiceTime: ofServiceTime) : default;
        return kind is not null;
    }

    private static bool TryReadLimit(string text, ref Metric metric, out double limit)
    {
        if (metric.IsTime)
        {
            foreach ((string suffix, double nanoseconds) in Units)
            {
                if (text.EndsWith(suffix, StringComparison.Ordinal) && TryReadNumber(text.AsSpan(0, text.Length - suffix.Length), out limit))
                {
                    limit *= nanoseconds;
                    return true;
                }
            }

            limit = 0;
            return text == "0";
        }

        if (metric.Kind == MetricKind.Errors && text.EndsWith('%'))
        {
            bool understood = TryReadNumber(text.AsSpan(0, text.Length - 1), out limit) && limit <= 100;
            limit /= 100;
            metric = understood ? metric with { Kind = MetricKind.ErrorShare } : metric;
            return understood;
        }

        return TryReadNumber(text, out limit);
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
