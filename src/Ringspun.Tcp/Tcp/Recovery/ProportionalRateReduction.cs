namespace Ringspun.Tcp.Recovery;

/// <summary>Proportional rate reduction (RFC 9937): in fast recovery the window comes down step by step, as acknowledgments arrive.</summary>
internal struct ProportionalRateReduction
{
    private ulong _delivered;
    private ulong _sent;
    private uint _flight;

    /// <summary>Fast recovery begins.</summary>
    /// <param name="flight">RecoverFS: the bytes outstanding, as they were before the loss was seen.</param>
    public void Begin(uint flight)
    {
        _delivered = 0;
        _sent = 0;
        _flight = Math.Max(flight, 1);
    }

    /// <summary>Something was sent in fast recovery.</summary>
    public void OnSent(uint bytes) => _sent += bytes;

    /// <summary>An acknowledgment came in fast recovery.</summary>
    /// <param name="delivered">Bytes that it says have arrived, by SACK or in order.</param>
    /// <param name="pipe">Bytes in the network.</param>
    /// <param name="threshold">ssthresh.</param>
    /// <param name="segmentSize">SMSS.</param>
    /// <param name="safe">SafeACK: the acknowledgment moved SND.UNA and told of no further loss.</param>
    /// <returns>The window.</returns>
    public uint OnAcknowledged(uint delivered, uint pipe, uint threshold, uint segmentSize, bool safe)
    {
        _delivered += delivered;
        ulong count;
        if (pipe > threshold)
        {
            // Proportional rate reduction: threshold / flight for each byte delivered.
            ulong allowed = ((_delivered * threshold) + _flight - 1) / _flight;
            count = allowed > _sent ? allowed - _sent : 0;
        }
        else
        {
            // Slow start up to the threshold, or packet conservation where more is being lost.
            count = Math.Max(_delivered > _sent ? _delivered - _sent : 0, delivered);
            count = safe ? count + segmentSize : count;
            count = Math.Min(threshold - pipe, count);
        }

        // The first retransmission always goes out.
        count = _sent == 0 ? Math.Max(count, segmentSize) : count;
        return (uint)Math.Clamp(pipe + count, segmentSize, int.MaxValue);
    }
}
