using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Load.Results;

/// <summary>One second of a run, over all loops: what is shown while it runs and kept for reports. Times in nanoseconds.</summary>
/// <param name="Phase">Which part of the run it belongs to; only the steady part counts.</param>
/// <param name="At">When it ended, counted from the start of the run.</param>
/// <param name="Length">How long it was.</param>
/// <param name="Answered">Requests answered in it.</param>
/// <param name="Errors">Requests that failed in it.</param>
/// <param name="Unexpected">Answers in it that were not as expected.</param>
/// <param name="BytesRead">Bytes received in it.</param>
/// <param name="Connections">Connections open at its end.</param>
/// <param name="Backlog">Requests that were due at its end and waited for a connection; 0 in the closed loop.</param>
/// <param name="P50">The median latency.</param>
/// <param name="P90">90 % of the latencies are below.</param>
/// <param name="P99">99 % of the latencies are below.</param>
/// <param name="Max">The greatest latency.</param>
/// <param name="LagP99">99 % of the schedule lags are below.</param>
internal sealed record LoadSample(
    LoadPhase Phase,
    TimeSpan At,
    TimeSpan Length,
    long Answered,
    long Errors,
    long Unexpected,
    long BytesRead,
    int Connections,
    long Backlog,
    long P50,
    long P90,
    long P99,
    long Max,
    long LagP99)
{
    /// <summary>Answers per second.</summary>
    public double Rate => Length > TimeSpan.Zero ? Answered / Length.TotalSeconds : 0;

    public static LoadSample Of(LoadTally tally, LoadPhase phase, TimeSpan at, TimeSpan length, int connections, long backlog)
    {
        Histogram latency = tally.Latency;
        return new LoadSample(
            phase, at, length, tally.Answered, tally.Errors, tally.Unexpected, tally.BytesRead, connections, backlog,
            latency.Percentile(50), latency.Percentile(90), latency.Percentile(99), latency.Max, tally.ScheduleLag.Percentile(99));
    }
}
