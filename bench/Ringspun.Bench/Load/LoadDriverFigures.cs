using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>What one of our drivers has done: the closed loop against the peers, the open loop, and a server that stood still.</summary>
internal sealed record LoadDriverFigures
{
    public required string Driver { get; init; }

    public required LoadFigures Closed { get; init; }

    /// <summary>Requests per second as a part of wrk's; above 1 is faster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RateRatio { get; init; }

    /// <summary>CPU time of a request as a part of wrk's; below 1 is cheaper.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuRatio { get; init; }

    /// <summary>The rate that the open loop was to hold, in the last round.</summary>
    public required double TargetRate { get; init; }

    /// <summary>By how much of it the rate was missed in the worst round.</summary>
    public required double RateDeviation { get; init; }

    public required double LagMicrosecondsP99 { get; init; }

    public required IReadOnlyList<double> LagMicrosecondsP99OfRounds { get; init; }

    public required FreezeFigures Freeze { get; init; }

    public static LoadDriverFigures Of(string driver, LoadFigures closed, List<OpenLoopRun> open, FreezeFigures freeze) => new()
    {
        Driver = driver,
        Closed = closed,
        TargetRate = open[^1].Target,
        RateDeviation = Math.Round(open.Max(run => Math.Abs((run.Achieved / run.Target) - 1)), 5),
        LagMicrosecondsP99 = Math.Round(Median.Of(open.Select(run => run.LagMicrosecondsP99)), 1),
        LagMicrosecondsP99OfRounds = [.. open.Select(run => Math.Round(run.LagMicrosecondsP99, 1))],
        Freeze = freeze,
    };

    /// <summary>The same beside a peer's figures.</summary>
    public LoadDriverFigures Against(LoadFigures? peer) => peer?.RequestsPerSecond is null ? this : this with
    {
        RateRatio = Math.Round(Closed.RequestsPerSecond!.Value / peer.RequestsPerSecond.Value, 3),
        CpuRatio = Math.Round(Closed.CpuMicrosecondsPerRequest!.Value / peer.CpuMicrosecondsPerRequest!.Value, 3),
    };
}
