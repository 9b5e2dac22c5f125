using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>A segment that has arrived, as a value.</summary>
internal sealed record Segment
{
    /// <summary>SEG.SEQ.</summary>
    public uint Sequence { get; init; }

    /// <summary>SEG.ACK.</summary>
    public uint Acknowledgment { get; init; }

    public TcpFlags Flags { get; init; }

    /// <summary>SEG.WND as it stands there, not scaled.</summary>
    public ushort Window { get; init; }

    public TcpOptions Options { get; init; }

    public ImmutableArray<byte> Data { get; init; } = [];

    /// <summary>SEG.LEN: the data, and one for each of SYN and FIN.</summary>
    public uint Length => (uint)Data.Length + (Has(TcpFlags.Syn) ? 1u : 0) + (Has(TcpFlags.Fin) ? 1u : 0);

    /// <summary>One after its last number.</summary>
    public uint End => Sequence + Length;

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;
}
