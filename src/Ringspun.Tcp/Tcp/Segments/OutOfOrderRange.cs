namespace Ringspun.Tcp.Segments;

/// <summary>Bytes that have arrived though something before them has not.</summary>
/// <param name="Start">The first one's sequence number.</param>
/// <param name="End">The one after the last.</param>
/// <param name="Stamp">When something was last added, in counts: the newest are told of first (RFC 2018 section 4).</param>
internal readonly record struct OutOfOrderRange(uint Start, uint End, uint Stamp);
