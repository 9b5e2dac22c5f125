namespace Ringspun.Bench.Figures;

/// <summary>A named line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, joined in this order. Without any, the legend says that it was not measured.</param>
internal sealed record Series(string Name, IReadOnlyList<ChartPoint> Points)
{
    public bool IsMeasured => Points.Any(point => point.IsMeasured);
}
