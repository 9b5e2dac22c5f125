namespace Ringspun.Simulation.Internet;

/// <summary>Is told of a packet that a link dropped because it is longer than the MTU, to answer it as a router would.</summary>
/// <param name="now">The time in nanoseconds.</param>
/// <param name="direction">Where it was to go.</param>
/// <param name="packet">The packet.</param>
public delegate void TooBigHandler(long now, LinkDirection direction, ReadOnlySpan<byte> packet);
