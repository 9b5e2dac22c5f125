namespace Ringspun.Tcp.Tests.Reference;

/// <summary>A tail loss probe that is outstanding (RFC 8985 section 7).</summary>
/// <param name="End">SND.NXT when it was sent.</param>
/// <param name="Repeated">Whether it sent something again.</param>
internal sealed record TailProbe(uint End, bool Repeated);
