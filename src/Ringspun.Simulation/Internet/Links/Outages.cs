namespace Ringspun.Simulation.Internet;

/// <summary>
/// A link that fails for a while and comes back by itself: bursts of loss by time. Those of <see cref="BurstLoss"/> go by packets, so that a sender
/// that waits finds the link as bad as it left it.
/// </summary>
/// <param name="Up">How long the link works each time.</param>
/// <param name="Down">How long everything is lost each time.</param>
public readonly record struct Outages(LatencyDistribution Up, LatencyDistribution Down)
{
    // Shorter ones would be many between two packets of a link that was idle for long.
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(10);

    internal void Check()
    {
        if (Up.Shortest + Down.Shortest < Shortest)
        {
            throw new ArgumentOutOfRangeException(nameof(Up), Up.Shortest, $"the link changes no more often than every {Shortest.TotalMicroseconds} µs");
        }
    }
}
