namespace Ringspun.Tcp.Tests.Reference;

/// <summary>A tail loss probe that is outstanding (RFC 8985 section 7).</summary>
/// <param name="End">SND.NXT when it was sent.</param>
/// <param name="Repeated">How many bytes it has sent again; null when they were new.</param>
internal sealed record TailProbe(uint End, uint? Repeated);
