using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Ports;

/// <summary>The cost of an event over the number of registered descriptors.</summary>
internal static class PortsChart
{
    private static readonly int[] Steps = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

    /// <summary>The numbers of registered descriptors that the figure shows.</summary>
    public static IReadOnlyList<int> Points(int registered, int ready) =>
        [.. Steps.Where(step => step >= Math.Max(ready, PortsSettings.Few / 10) && step < registered).Append(registered)];

    public static void Write(PortsReport report, string path, IReadOnlyDictionary<string, IReadOnlyList<ChartPoint>> points) => new LineChart
    {
        Title = $"Cost of an event when {report.Ready} of many registered descriptors are ready",
        XAxis = new Axis("registered descriptors", AxisScale.Logarithmic),
        YAxis = new Axis("nanoseconds of CPU time an event: signalled, dequeued, reset"),
        Series =
        [
            .. points.Select(entry => new Series(entry.Key, entry.Value)),
            .. report.Peers.Where(peer => peer.Missing is not null).Select(peer => new Series(peer.Name, [])),
        ],
        Caption = ChartCaption.Of(report),
    }.Write(path);
}
