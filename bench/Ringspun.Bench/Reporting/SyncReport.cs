namespace Ringspun.Bench.Reporting;

/// <summary>The result of <c>bench/run sync</c>.</summary>
internal sealed record SyncReport() : BenchReport("sync")
{
    public required IReadOnlyList<SyncFigures> Figures { get; init; }

    /// <summary>Posts in one burst to a sleeping loop.</summary>
    public required int BurstPosts { get; init; }

    /// <summary>How often the loop was woken for them.</summary>
    public required int BurstWakes { get; init; }

    public required int Rounds { get; init; }

    public static SyncReport From(int rounds, IReadOnlyList<SyncFigures> figures, int burstPosts, int burstWakes) => new()
    {
        Figures = figures,
        BurstPosts = burstPosts,
        BurstWakes = burstWakes,
        Rounds = rounds,
    };
}
