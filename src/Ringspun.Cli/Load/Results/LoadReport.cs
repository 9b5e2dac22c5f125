using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringspun.Cli.Load.Results;

/// <summary>A result as <c>--json</c> writes it: names and units here are a promise to programs.</summary>
internal sealed record LoadReport(
    string Url,
    int Connections,
    int Threads,
    double Seconds,
    long Requests,
    double RequestsPerSecond,
    long BytesRead,
    LoadReportErrors Errors,
    IReadOnlyDictionary<string, long> Status,
    LoadReportTimes LatencyUs,
    LoadReportTimes ServiceTimeUs,
    LoadReportRate Rate,
    bool GeneratorSaturated)
{
    /// <summary>Answers that were not as expected; absent when there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Unexpected { get; init; }

    /// <summary>CPU time of the loops' threads in the steady part.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Requests that were not answered, by the name of what kept them; absent when there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? ErrorDetails { get; init; }

    /// <summary>What the figures do not tell by themselves; absent when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Present, and true, when the run was ended by a signal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Interrupted { get; init; }

    /// <summary>Why the run was given up before its time; absent when it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GivenUp { get; init; }

    public static LoadReport Of(LoadResult result)
    {
        LoadTally total = result.Total;
        SaturationVerdict saturation = result.Saturation;
        return new LoadReport(
            result.Plan.Url,
            result.Plan.Connections,
            result.Plan.Loops,
            result.Elapsed.TotalSeconds,
            total.Answered,
            result.AchievedRate,
            total.BytesRead,
            LoadReportErrors.Of(total),
            total.Statuses().ToDictionary(entry => entry.Status.ToString(CultureInfo.InvariantCulture), entry => entry.Count),
            LoadReportTimes.Of(total.Latency),
            LoadReportTimes.Of(total.ServiceTime),
            new LoadReportRate(result.Plan.TargetRate, result.AchievedRate, total.ScheduleLag.Percentile(99) / LoadReportTimes.NanosecondsPerMicrosecond),
            saturation.IsSaturated)
        {
            Unexpected = total.Unexpected == 0 ? null : total.Unexpected,
            Findings = saturation.Findings.Count == 0 ? null : saturation.Findings,
            CpuSeconds = result.Loops.Sum(loop => loop.Busy.TotalSeconds),
            ErrorDetails = total.Failures().Any() ? total.Failures().ToDictionary(note => note.Name.ToString(), note => note.Count) : null,
            GivenUp = result.GivenUp,
            Interrupted = result.IsInterrupted ? true : null,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, LoadJson.Default.LoadReport);
}
