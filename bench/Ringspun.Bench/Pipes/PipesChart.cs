using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Pipes;

/// <summary>Throughput over the number of fibers that wait beside.</summary>
internal static class PipesChart
{
    private const int Steps = 4;

    /// <summary>The numbers of idle fibers that the figure shows.</summary>
    public static IReadOnlyList<int> Points(int idle) => [.. Enumerable.Range(0, Steps + 1).Select(step => (int)((long)idle * step / Steps)).Distinct()];

    public static void Write(PipesReport report, string path, IReadOnlyDictionary<string, IReadOnlyList<PipesSample>> samples) => new LineChart
    {
        Title = $"{report.Pairs} pairs exchange messages of {report.Message} bytes beside fibers that wait",
        XAxis = new Axis("fibers that wait at other pipes"),
        YAxis = new Axis("MB in a CPU second"),
        Series =
        [
            .. samples.Select(entry => new Series(
                $"ringspun ({entry.Key})",
                [.. entry.Value.Select(sample => new ChartPoint(sample.Idle, 1000 / sample.CpuSecondsPerGigabyte))])),
            .. report.Peers.Select(peer => new Series(
                peer.Name, peer.Idle is { } idle ? [new ChartPoint(idle, 1000 / peer.CpuSecondsPerGigabyte!.Value)] : [])),
        ],
        Caption = ChartCaption.Of(report),
    }.Write(path);
}
