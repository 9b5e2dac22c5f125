using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>Bytes that came though something before them is missing.</summary>
/// <param name="Start">The first one's sequence number.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="Stamp">Counts what was added: the newest is told of first (RFC 2018 section 4).</param>
internal sealed record Island(uint Start, ImmutableArray<byte> Bytes, uint Stamp)
{
    public uint End => Start + (uint)Bytes.Length;
}
