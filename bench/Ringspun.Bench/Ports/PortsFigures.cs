using System.Text.Json.Serialization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Ports;

/// <summary>Somebody's medians, in nanoseconds of CPU time for an event.</summary>
internal sealed record PortsFigures
{
    public required string Name { get; init; }

    /// <summary>The packages to install, for a peer that is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Missing { get; init; }

    /// <summary>Dequeueing it: the port's part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NanosecondsPerEvent { get; init; }

    /// <summary>All of it: signalled, dequeued and reset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WholeNanosecondsPerEvent { get; init; }

    /// <summary>Signalling it: here io_uring does its part, and epoll only notes who is ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SignalNanosecondsPerEvent { get; init; }

    /// <summary>Dequeueing, with few registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NanosecondsPerEventOfFew { get; init; }

    /// <summary>All of it, with few registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WholeNanosecondsPerEventOfFew { get; init; }

    /// <summary>Dequeueing with all registered, by that with few.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Growth { get; init; }

    /// <summary>The same of the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WholeGrowth { get; init; }

    /// <summary>Dequeueing, by the peer's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Ratio { get; init; }

    /// <summary>The same of the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? WholeRatio { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? NanosecondsPerEventOfRounds { get; init; }

    public static PortsFigures Of(string name, IReadOnlyList<PortsSample> all, IReadOnlyList<PortsSample> few)
    {
        double dequeue = Median.Of(all.Select(sample => sample.Dequeue));
        double whole = Median.Of(all.Select(sample => sample.Whole));
        double fewDequeue = Median.Of(few.Select(sample => sample.Dequeue));
        double fewWhole = Median.Of(few.Select(sample => sample.Whole));
        return new PortsFigures
        {
            Name = name,
            NanosecondsPerEvent = Math.Round(dequeue, 1),
            WholeNanosecondsPerEvent = Math.Round(whole, 1),
            SignalNanosecondsPerEvent = Math.Round(Median.Of(all.Select(sample => sample.Signal)), 1),
            NanosecondsPerEventOfFew = Math.Round(fewDequeue, 1),
            WholeNanosecondsPerEventOfFew = Math.Round(fewWhole, 1),
            Growth = Math.Round(dequeue / fewDequeue, 3),
            WholeGrowth = Math.Round(whole / fewWhole, 3),
            NanosecondsPerEventOfRounds = [.. all.Select(sample => Math.Round(sample.Dequeue, 1))],
        };
    }

    public PortsFigures Against(PortsFigures? peer) => this with
    {
        Ratio = peer?.NanosecondsPerEvent is { } theirs ? Math.Round(NanosecondsPerEvent!.Value / theirs, 3) : null,
        WholeRatio = peer?.WholeNanosecondsPerEvent is { } whole ? Math.Round(WholeNanosecondsPerEvent!.Value / whole, 3) : null,
    };
}
