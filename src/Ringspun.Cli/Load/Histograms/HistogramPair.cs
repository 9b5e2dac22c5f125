namespace Ringspun.Cli.Load.Histograms;

/// <summary>What a histogram file has in it.</summary>
/// <param name="Latency">Times counted from when requests were due.</param>
/// <param name="ServiceTime">Times counted from when they were sent.</param>
internal sealed record HistogramPair(Histogram Latency, Histogram ServiceTime)
{
    /// <summary>Two empty ones.</summary>
    public HistogramPair()
        : this(new Histogram(), new Histogram())
    {
    }

    public void Add(HistogramPair other)
    {
        Latency.Add(other.Latency);
        ServiceTime.Add(other.ServiceTime);
    }
}
