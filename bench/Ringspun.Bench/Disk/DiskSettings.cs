namespace Ringspun.Bench.Disk;

/// <summary>What <c>bench/run disk</c> was asked for.</summary>
/// <param name="File">The file that is read; null for one that is made and removed.</param>
/// <param name="Depth">Reads under way at any time.</param>
/// <param name="Block">Bytes of a read.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Drivers">The drivers of ours that are measured; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether fio and .NET's own reads are measured too.</param>
/// <param name="Svg">Where the figure is drawn, if it is.</param>
internal sealed record DiskSettings(
    string? File, int Depth, int Block, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers, string? Svg)
{
    /// <summary>Under load for so long before anything is counted.</summary>
    public const double WarmUpSeconds = 0.5;
}
