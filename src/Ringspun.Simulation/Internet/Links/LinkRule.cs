namespace Ringspun.Simulation.Internet;

/// <summary>Decides about single packets, for tests such as "the third one is lost".</summary>
/// <param name="number">Counts the packets of this direction from 1.</param>
/// <param name="now">The time in nanoseconds.</param>
/// <param name="packet">The packet.</param>
/// <returns>What to do with it.</returns>
public delegate LinkVerdict LinkRule(long number, long now, ReadOnlySpan<byte> packet);
