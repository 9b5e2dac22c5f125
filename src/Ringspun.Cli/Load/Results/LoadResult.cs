using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Load.Results;

/// <summary>What came of a run.</summary>
/// <param name="Plan">What it set out to do.</param>
/// <param name="Elapsed">How long the steady part was.</param>
/// <param name="Total">What all loops saw in it.</param>
/// <param name="Samples">Every second of the run, for reports.</param>
/// <param name="Loops">How each loop fared.</param>
/// <param name="Backlog">Requests that were due at the end and had waited for a connection in vain.</param>
/// <param name="IsInterrupted">Whether it was ended by a signal, before its time.</param>
internal sealed record LoadResult(
    LoadPlan Plan,
    TimeSpan Elapsed,
    LoadTally Total,
    IReadOnlyList<LoadSample> Samples,
    IReadOnlyList<LoopUsage> Loops,
    long Backlog = 0,
    bool IsInterrupted = false)
{
    private SaturationVerdict? _saturation;

    /// <summary>Why the run was given up before its time; null when it was not.</summary>
    public string? GivenUp { get; init; }

    /// <summary>Answers per second.</summary>
    public double AchievedRate => Elapsed > TimeSpan.Zero ? Total.Answered / Elapsed.TotalSeconds : 0;

    /// <summary>Requests that were not answered, or not as expected.</summary>
    public long Failed => Total.Errors + Total.Unexpected;

    /// <summary>The share of the requests that ended which failed, from 0 to 1.</summary>
    public double FailedShare => Total.Ended == 0 ? 0 : (double)Failed / Total.Ended;

    /// <summary>Whether at least one request was answered as expected.</summary>
    public bool HasSucceeded => Total.Answered > Total.Unexpected;

    /// <summary>Whether the generator kept up with what it was asked to do.</summary>
    public SaturationVerdict Saturation => _saturation ??= SaturationVerdict.Of(this);

    /// <summary>What <c>--histogram</c> writes.</summary>
    public HistogramPair Histograms => new(Total.Latency, Total.ServiceTime);
}
