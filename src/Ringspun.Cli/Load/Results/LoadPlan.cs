using System.Globalization;
using Ringspun.Cli.Load.Schedules;

namespace Ringspun.Cli.Load.Results;

/// <summary>What a run sets out to do, in the words of its result.</summary>
/// <param name="Urls">Where the requests go.</param>
/// <param name="Connections">Connections at once.</param>
/// <param name="Loops">Event loops, a thread each.</param>
/// <param name="Driver">The driver under them.</param>
/// <param name="TargetRate">Requests per second in the open loop; null in the closed one.</param>
/// <param name="Arrivals">How requests follow each other in the open loop.</param>
/// <param name="Lead">Ramp and warm-up, which do not count.</param>
/// <param name="Duration">The steady part; null when only <paramref name="Requests"/> ends it.</param>
/// <param name="Requests">After how many counted requests it ends; null when only the time does.</param>
internal sealed record LoadPlan(
    IReadOnlyList<string> Urls,
    int Connections,
    int Loops,
    string Driver,
    double? TargetRate,
    ArrivalProcess Arrivals,
    TimeSpan Lead,
    TimeSpan? Duration,
    long? Requests)
{
    public static LoadPlan Of(LoadSettings settings, string driver) => new(
        [.. settings.Urls.Select(url => url.Weight == 1 ? url.Url.AbsoluteUri : string.Create(CultureInfo.InvariantCulture, $"{url.Weight}@{url.Url.AbsoluteUri}"))],
        settings.Connections, settings.Workers, driver, settings.Rate, settings.Arrivals,
        settings.Ramp + settings.WarmUp, settings.Duration, settings.Requests);

    /// <summary>All URLs in one text.</summary>
    public string Url => string.Join(' ', Urls);

    /// <summary>The model, in words.</summary>
    public string Model => TargetRate is { } rate
        ? $"open loop, {Figures.Count(rate)} requests/s ({(Arrivals == ArrivalProcess.Poisson ? "Poisson" : "constant")} arrivals)"
        : "closed loop";
}
