using System.Globalization;

namespace Ringspun.Cli.Load.Results;

/// <summary>Whether the generator kept up, and what to change when it, or the run's set-up, did not.</summary>
/// <param name="IsSaturated">Whether the figures say more about the generator than about the server.</param>
/// <param name="Findings">What was noticed; a run may have findings and yet be honest.</param>
internal sealed record SaturationVerdict(bool IsSaturated, IReadOnlyList<Finding> Findings)
{
    /// <summary>
    /// A thread that is busy for more than this share of its time has no rest to absorb a burst, and queues requests before they leave.
    /// </summary>
    internal const double BusyLimit = 0.95;

    /// <summary>
    /// A generator that comes to its requests this late adds a millisecond of its own to one latency in a hundred: as much as the whole
    /// latency of a server on the same network.
    /// </summary>
    internal static readonly TimeSpan LagLimit = TimeSpan.FromMilliseconds(1);

    /// <summary>A schedule is kept when this share of what was due has been taken from it.</summary>
    internal const double TakenLimit = 0.995;

    public static SaturationVerdict Of(LoadResult result)
    {
        List<Finding> findings = [];
        bool isOpen = result.Plan.TargetRate is not null;
        if (isOpen)
        {
            AddLag(result, findings);
            AddBehind(result, findings);
        }

        AddBusy(result, findings, isOpen);
        bool isSaturated = findings.Count > 0;
        AddBacklog(result, findings);
        return new SaturationVerdict(isSaturated, findings);
    }

    private static void AddLag(LoadResult result, List<Finding> findings)
    {
        long lag = result.Total.ScheduleLag.Percentile(99);
        if (lag > LagLimit.TotalNanoseconds)
        {
            findings.Add(new Finding(
                $"1 request in 100 left the generator {Figures.Time(lag)} or more after it was due; latencies contain that delay",
                "use more loops (--workers), a lower --rate, or run it on a machine of its own"));
        }
    }

    private static void AddBehind(LoadResult result, List<Finding> findings)
    {
        LoopUsage[] behind = [.. result.Loops.Where(loop => loop.Taken < loop.Due * TakenLimit)];
        if (behind.Length > 0)
        {
            string numbers = string.Join(", ", behind.Select(loop => loop.Loop.ToString(CultureInfo.InvariantCulture)));
            long missing = behind.Sum(loop => loop.Due - loop.Taken);
            findings.Add(new Finding(
                $"{(behind.Length == 1 ? "loop" : "loops")} {numbers} fell behind the schedule: {Figures.Count(missing)} requests that were due were never sent",
                "use more loops (--workers) or a lower --rate"));
        }
    }

    private static void AddBusy(LoadResult result, List<Finding> findings, bool isOpen)
    {
        LoopUsage[] busy = [.. result.Loops.Where(loop => loop.Load >= BusyLimit)];
        if (busy.Length > 0)
        {
            string share = string.Create(CultureInfo.InvariantCulture, $"{busy.Max(loop => loop.Load) * 100:F0}");
            findings.Add(new Finding(
                isOpen
                    ? $"{busy.Length} of {result.Loops.Count} loops had no rest (CPU {share} %): bursts queue up in the generator"
                    : $"{busy.Length} of {result.Loops.Count} loops had no rest (CPU {share} %): the rate is the generator's limit, perhaps not the server's",
                "use more loops (--workers) on more cores, or measure latency at a --rate that is lower"));
        }
    }

    // The server, not the generator: what waits for a connection is counted from when it was due.
    private static void AddBacklog(LoadResult result, List<Finding> findings)
    {
        if (result.Backlog > result.Plan.Connections)
        {
            findings.Add(new Finding(
                $"{Figures.Count(result.Backlog)} requests that were due still waited for one of {result.Plan.Connections} connections at the end: "
                + "the server did not keep up with the rate, and latency grows as long as the run lasts",
                "lower --rate below what the server can do, or raise --connections if it answers slowly but in parallel"));
        }
    }
}
