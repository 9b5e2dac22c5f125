namespace Ringspun.Bench.Reporting;

/// <summary>The result of a measurement inside one process.</summary>
internal sealed record FigureReport
{
    public required string Bench { get; init; }

    public required IReadOnlyList<Figure> Figures { get; init; }

    public required HostFacts Host { get; init; }

    public required string Command { get; init; }

    public required string Date { get; init; }

    public static FigureReport Of(string bench, IReadOnlyList<Figure> figures) => new()
    {
        Bench = bench,
        Figures = figures,
        Host = HostFacts.Read(),
        Command = (Environment.GetEnvironmentVariable("RINGSPUN_COMMAND") ?? $"bench/run {bench}").Trim(),
        Date = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };
}
