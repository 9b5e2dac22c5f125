namespace Ringspun.Tcp.Retransmission;

/// <summary>A stretch of the sequence space that was sent at once; SYN and FIN count as one.</summary>
internal struct SentSegment
{
    public uint Start;
    public uint End;
    public SentFlags Flags;
    public long SentAt;

    public readonly uint Length => End - Start;

    public readonly bool Has(SentFlags flag) => (Flags & flag) != 0;
}
