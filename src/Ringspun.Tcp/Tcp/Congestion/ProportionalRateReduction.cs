namespace Ringspun.Tcp.Congestion;

/// <summary>
/// Proportional rate reduction (RFC 9937): in fast recovery what is sent keeps in proportion to what arrives, so that the flight comes down to the
/// threshold evenly instead of at once.
/// </summary>
internal struct ProportionalRateReduction
{
    private ulong _delivered;
    private ulong _sent;
    private uint _flight;
    private uint _estimated;

    /// <summary>prr_delivered: bytes that have arrived since recovery began.</summary>
    public readonly ulong Delivered => _delivered;

    /// <summary>prr_out: bytes sent since recovery began.</summary>
    public readonly ulong Sent => _sent;

    /// <summary>Fast recovery begins (section 6.2).</summary>
    /// <param name="flight">
    /// RecoverFS: the bytes outstanding before the acknowledgment that began recovery, without those that were SACKed before it.
    /// </param>
    public void Begin(uint flight) => this = new ProportionalRateReduction { _flight = Math.Max(flight, 1) };

    /// <summary>Something was sent in fast recovery, new or again.</summary>
    public void OnSent(uint bytes) => _sent += bytes;

    /// <summary>An acknowledgment came in fast recovery, the one that began it included, the one that ends it not.</summary>
    /// <param name="delivered">DeliveredData: bytes that it says have arrived, in order or by SACK.</param>
    /// <param name="pipe">inflight: the bytes in the network, after it.</param>
    /// <param name="threshold">ssthresh.</param>
    /// <param name="segmentSize">SMSS.</param>
    /// <param name="safe">SafeACK: it moved SND.UNA and told of no further loss.</param>
    /// <returns>The window: inflight and SndCnt.</returns>
    public ulong OnAcknowledged(uint delivered, uint pipe, uint threshold, uint segmentSize, bool safe)
    {
        _delivered += delivered;
        ulong count;
        if (pipe > threshold)
        {
            // In proportion: ssthresh / RecoverFS for each byte that has arrived, rounded up.
            UInt128 allowed = (((UInt128)_delivered * threshold) + _flight - 1) / _flight;
            count = allowed > _sent ? (ulong)(allowed - _sent) : 0;
        }
        else
        {
            // PRR-CRB: as much as arrives. PRR-SSRB, when recovery goes well: a segment more, as slow start would.
            count = Math.Max(_delivered > _sent ? _delivered - _sent : 0, delivered);
            count += safe ? segmentSize : 0;
            count = Math.Min(count, threshold - pipe);
        }

        // The first retransmission goes out whatever the sums say: counted in bytes that is a whole segment.
        return pipe + (_sent == 0 ? Math.Max(count, segmentSize) : count);
    }

    /// <summary>DeliveredData of a peer without SACK: each duplicate acknowledgment stands for a segment, and is taken back when what it stood for is acknowledged.</summary>
    /// <param name="acknowledged">Bytes newly acknowledged; 0 for a duplicate acknowledgment.</param>
    /// <param name="segmentSize">SMSS.</param>
    /// <returns>Bytes to count as delivered.</returns>
    public uint EstimateDelivered(uint acknowledged, uint segmentSize)
    {
        if (acknowledged == 0)
        {
            // A flight of segments makes a flight of duplicates: more of them are a trick to get more sent.
            uint estimate = Math.Min(segmentSize, _flight - Math.Min(_estimated, _flight));
            _estimated += estimate;
            return estimate;
        }

        uint counted = Math.Min(acknowledged, _estimated);
        _estimated -= counted;
        return acknowledged - counted;
    }
}
