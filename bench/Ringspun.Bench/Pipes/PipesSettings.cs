namespace Ringspun.Bench.Pipes;

/// <summary>What <c>bench/run pipes</c> was asked for.</summary>
/// <param name="Pairs">Pairs of fibers that exchange messages.</param>
/// <param name="Message">Bytes of a message.</param>
/// <param name="Idle">Fibers that wait beside them.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Drivers">The drivers of ours that are measured; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether the C programs are measured too.</param>
/// <param name="Svg">Where the figure is drawn, if it is.</param>
internal sealed record PipesSettings(
    int Pairs, int Message, int Idle, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers, string? Svg)
{
    /// <summary>Bytes that fit into each pipe.</summary>
    public const int Capacity = 4096;

    /// <summary>Under load for so long before anything is counted.</summary>
    public const double WarmUpSeconds = 0.3;
}
