using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Echo;

/// <summary>The figure of <c>bench/run echo</c>: CPU time for a round trip against the number of connections.</summary>
internal static class EchoChart
{
    public static LineChart Of(EchoReport report) => new()
    {
        Title = $"An echo of {report.Bytes} bytes: the server's CPU time for a round trip",
        XAxis = new Axis("connections", AxisScale.Logarithmic),
        YAxis = new Axis("µs of CPU"),
        Series = [.. Servers(report.Figures[0]).Select(server => SeriesOf(report, server.Name))],
        Caption = ChartCaption.Of(report),
    };

    private static Series SeriesOf(EchoReport report, string name) => new(
        name, [.. report.Figures.Select(at => PointOf(at.Connections, Servers(at).First(server => server.Name == name)))]);

    private static ChartPoint PointOf(int connections, EchoServerFigures server) => new(
        connections,
        server.CpuMicrosecondsPerRoundTrip ?? double.NaN,
        server.CpuMicrosecondsPerRoundTripOfRounds?.Min(),
        server.CpuMicrosecondsPerRoundTripOfRounds?.Max());

    private static IEnumerable<EchoServerFigures> Servers(EchoFigures at) => [.. at.Drivers, .. at.Peers];
}
