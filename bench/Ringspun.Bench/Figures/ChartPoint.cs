namespace Ringspun.Bench.Figures;

/// <summary>One measured point.</summary>
/// <param name="X">Where.</param>
/// <param name="Y">How much; <see cref="double.NaN"/> for what was not measured, which leaves a gap in the line.</param>
/// <param name="Low">The least of the rounds; null for no whisker downwards.</param>
/// <param name="High">The most of the rounds; null for no whisker upwards.</param>
internal readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null)
{
    /// <summary>Whether there is something to draw.</summary>
    public bool IsMeasured => !double.IsNaN(Y);
}
