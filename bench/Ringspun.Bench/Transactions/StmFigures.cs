using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Transactions;

/// <summary>One bank's medians.</summary>
internal sealed record StmFigures(
    string Name, int Loops, double TransfersPerSecond, double CpuNanosecondsPerTransfer, double ConflictsPerThousand, long SerialRuns)
{
    public static StmFigures From(string name, int loops, List<StmSample> samples) => new(
        name,
        loops,
        Math.Round(Median.Of(samples.Select(sample => sample.TransfersPerSecond))),
        Math.Round(Median.Of(samples.Select(sample => sample.CpuNanosecondsPerTransfer)), 1),
        Math.Round(Median.Of(samples.Select(sample => sample.ConflictsPerThousand)), 3),
        samples.Sum(sample => sample.SerialRuns));
}
