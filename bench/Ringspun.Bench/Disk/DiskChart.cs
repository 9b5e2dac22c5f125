using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Disk;

/// <summary>Reads a second over the number of reads under way.</summary>
internal static class DiskChart
{
    /// <summary>The depths that the figure shows.</summary>
    public static IReadOnlyList<int> Depths { get; } = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];

    public static void Write(DiskReport report, string path, IReadOnlyDictionary<string, List<ChartPoint>> points) => new LineChart
    {
        Title = $"Random direct reads of {report.Block} bytes",
        XAxis = new Axis("reads under way", AxisScale.Logarithmic),
        YAxis = new Axis("reads a second"),
        Series = [.. points.Select(entry => new Series(entry.Key, entry.Value))],
        Caption = ChartCaption.Of(report),
    }.Write(path);
}
