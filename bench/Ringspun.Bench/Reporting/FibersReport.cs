namespace Ringspun.Bench.Reporting;

/// <summary>The result of <c>bench/run fibers</c>: what matters most at the top, everything in the list.</summary>
internal sealed record FibersReport(
    int Rounds, IReadOnlyList<Figure> Figures, double BytesPerFiber, double SwitchesPerSecond, long PeakRssBytes, IReadOnlyList<FibersPeer> Peers)
    : FigureReport("fibers", Rounds, Figures);
