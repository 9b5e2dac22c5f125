namespace Ringspun.Bench.Fused;

/// <summary>What <c>bench/run fused</c> was asked for.</summary>
/// <param name="Driver">The driver.</param>
/// <param name="Connections">Pairs of connections; 0 for none.</param>
/// <param name="Messages">Messages that they exchange.</param>
/// <param name="Depth">Fibers that read a file; 0 for none.</param>
/// <param name="Reads">Blocks that they read.</param>
/// <param name="Seconds">How long turns are measured; 0: the messages and reads are done, and nothing is measured.</param>
internal sealed record FusedSettings(string Driver, int Connections, long Messages, int Depth, long Reads, int Seconds);
