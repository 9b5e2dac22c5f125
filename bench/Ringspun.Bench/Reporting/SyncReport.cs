namespace Ringspun.Bench.Reporting;

/// <summary>The result of <c>bench/run sync</c>.</summary>
internal sealed record SyncReport
{
    public string Bench { get; init; } = "sync";

    public required IReadOnlyList<SyncFigures> Figures { get; init; }

    /// <summary>Posts in one burst to a sleeping loop.</summary>
    public required int BurstPosts { get; init; }

    /// <summary>How often the loop was woken for them.</summary>
    public required int BurstWakes { get; init; }

    public required HostFacts Host { get; init; }

    public required string Command { get; init; }

    public required string Date { get; init; }

    public required int Rounds { get; init; }

    public static SyncReport From(int rounds, IReadOnlyList<SyncFigures> figures, int burstPosts, int burstWakes) => new()
    {
        Figures = figures,
        BurstPosts = burstPosts,
        BurstWakes = burstWakes,
        Host = HostFacts.Read(),
        Command = (Environment.GetEnvironmentVariable("RINGSPUN_COMMAND") ?? "bench/run sync").Trim(),
        Date = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        Rounds = rounds,
    };
}
