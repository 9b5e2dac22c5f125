using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Schedules;

namespace Ringspun.Cli.Tests.Load;

/// <summary>Runs, made up.</summary>
internal static class Samples
{
    public const long Microsecond = 1000;
    public const long Millisecond = 1_000_000;

    public static LoadPlan Plan(double? rate = null, int connections = 64, string url = "http://127.0.0.1:8080/") => new(
        [url], connections, 2, "io_uring", rate, ArrivalProcess.Constant, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), null);

    /// <summary>A thousand answers after 1 µs, 2 µs … 1 ms, each sent half a microsecond after it was due.</summary>
    public static LoadTally Thousand()
    {
        LoadTally tally = new();
        for (int i = 1; i <= 1000; i++)
        {
            tally.Answer(200, 0, Microsecond / 2, i * Microsecond);
        }

        return tally;
    }

    public static LoadResult Result(LoadTally? total = null, double? rate = null, params LoopUsage[] loops) =>
        new(Plan(rate), TimeSpan.FromSeconds(10), total ?? Thousand(), [], loops);

    /// <summary>Lengths of time of every order of magnitude.</summary>
    public static long AnyTime(Random random) => (long)Math.Pow(2, random.NextDouble() * 46.9);

    public static Histogram AnyHistogram(Random random, int count)
    {
        Histogram histogram = new();
        for (int i = 0; i < count; i++)
        {
            histogram.Record(AnyTime(random));
        }

        return histogram;
    }
}
