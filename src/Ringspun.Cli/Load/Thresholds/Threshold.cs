using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Thresholds;

/// <summary>A condition under which a run has failed, such as <c>p99>5ms</c>.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Metric">The figure.</param>
/// <param name="Comparison">How it is held against the limit.</param>
/// <param name="Limit">The limit: nanoseconds, a share from 0 to 1, or a number.</param>
internal sealed record Threshold(string Text, Metric Metric, Comparison Comparison, double Limit)
{
    /// <summary>
    /// Null when the result is on the right side; or why it is not. A figure that could not be measured has crossed every limit: a check
    /// that cannot be made is not passed.
    /// </summary>
    public string? Crossed(LoadResult result)
    {
        if (Metric.In(result) is not { } value)
        {
            return $"'{Text}' cannot be judged: nothing was measured";
        }

        bool crossed = Comparison switch
        {
            Comparison.Above => value > Limit,
            Comparison.AtLeast => value >= Limit,
            Comparison.Below => value < Limit,
            _ => value <= Limit,
        };
        return crossed ? $"'{Text}': it was {Metric.Show(value)}" : null;
    }
}
