namespace Ringspun.Bench.Ports;

/// <summary>What <c>bench/run ports</c> measures.</summary>
/// <param name="Registered">Descriptors that are registered; fewer where the process may not open so many.</param>
/// <param name="Ready">Of these, how many become ready in a round.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Drivers">The drivers of ours; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether epoll in C is measured too.</param>
/// <param name="Svg">Where the chart goes; null for none.</param>
internal sealed record PortsSettings(
    int Registered, int Ready, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers, string? Svg)
{
    /// <summary>What growth is told from.</summary>
    public const int Few = 1000;
}
