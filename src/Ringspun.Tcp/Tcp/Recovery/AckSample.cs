using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Recovery;

/// <summary>What one acknowledgment has told.</summary>
internal struct AckSample
{
    /// <summary>Bytes that are known to have arrived now and were not before, in order or by SACK.</summary>
    public uint Delivered;

    /// <summary>Bytes by which SND.UNA has moved.</summary>
    public uint Acknowledged;

    /// <summary>The round trip of what was sent last of what was delivered, nothing sent twice; 0 for none.</summary>
    public long Rtt;

    /// <summary>The measurement that the retransmission timeout has got; 0 for none.</summary>
    public long Measured;

    /// <summary>The pipe before.</summary>
    public uint PriorPipe;

    /// <summary>Whether a duplicate was reported (RFC 2883).</summary>
    public bool Duplicate;

    /// <summary>Which.</summary>
    public SackBlock DuplicateBlock;

    /// <summary>Whether something has arrived that was outstanding when recovery began, and was never sent again.</summary>
    public bool Original;

    /// <summary>Whether something has arrived that was sent since.</summary>
    public bool Beyond;

    /// <summary>Whether the peer tells of a router's mark (ECE, RFC 3168).</summary>
    public bool Echo;

    /// <summary>Whether the segment only repeats the last acknowledgment (RFC 5681 section 2).</summary>
    public bool Repeats;

    /// <summary>Whether something was found lost.</summary>
    public bool NewLoss;

    public readonly bool Advanced => Acknowledged > 0;
}
