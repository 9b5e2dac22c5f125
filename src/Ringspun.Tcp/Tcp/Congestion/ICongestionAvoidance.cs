namespace Ringspun.Tcp.Congestion;

/// <summary>
/// What one congestion control does differently from another: how the window grows once slow start is over, and how far it comes down. Everything
/// else (slow start, recovery, the bounds, undoing) is <see cref="CongestionControl"/>'s and common to all. Implementations are structs of a few
/// numbers in a connection's block: they are copied to be kept for an undo.
/// </summary>
internal interface ICongestionAvoidance
{
    /// <summary>Something new was acknowledged in congestion avoidance, and the window had limited the sender.</summary>
    /// <param name="window">cwnd in bytes, at least one segment.</param>
    /// <param name="acknowledged">Bytes newly acknowledged, at most the window.</param>
    /// <param name="segmentSize">SMSS in bytes.</param>
    /// <param name="smoothedRtt">SRTT in nanoseconds; 0 before the first measurement.</param>
    /// <param name="now">The time in nanoseconds.</param>
    /// <returns>The new window, never below the old one.</returns>
    uint Grow(uint window, uint acknowledged, uint segmentSize, long smoothedRtt, long now);

    /// <summary>Congestion was seen, by loss, timeout or ECN: the stage of congestion avoidance is over.</summary>
    /// <param name="window">cwnd before it, in bytes.</param>
    /// <param name="flight">FlightSize in bytes (RFC 5681 section 2).</param>
    /// <returns>What the flight should become, in bytes; the caller bounds it from below.</returns>
    uint Reduce(uint window, uint flight);

    /// <summary>The next stage of congestion avoidance begins where slow start will have led, whatever the window was earlier.</summary>
    void Forget();

    /// <summary>The stage ends without congestion: the window was brought down after a pause.</summary>
    void EndStage();

    /// <summary>The application, not the window, limits the sender: time that passes does not count until the next <see cref="Grow"/>.</summary>
    /// <param name="since">When that began, in nanoseconds.</param>
    void Pause(long since);
}
