namespace Ringspun.Tcp.Wire;

/// <summary>Sequence numbers that have arrived although something before them has not (RFC 2018 section 3).</summary>
/// <param name="Left">The first one.</param>
/// <param name="Right">The one after the last.</param>
public readonly record struct SackBlock(uint Left, uint Right);
