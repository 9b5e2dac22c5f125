namespace Ringspun.Tcp.Congestion;

/// <summary>How much may be sent before anything has been acknowledged.</summary>
internal static class InitialWindow
{
    // The data of a segment on Ethernet, which RFC 6928 counts in.
    private const uint UsualSegment = 1460;

    /// <summary>IW: for ten segments the formula of RFC 6928 section 2, min(10 * MSS, max(2 * MSS, 14600)).</summary>
    /// <param name="segments">1 to 10 by the RFC; more where the operator knows the paths.</param>
    /// <param name="segmentSize">SMSS in bytes.</param>
    /// <param name="handshakeLost">Whether a SYN or its answer was sent again: then it is one segment (RFC 5681 section 3.1).</param>
    /// <returns>Bytes, at least one segment.</returns>
    public static uint Of(int segments, uint segmentSize, bool handshakeLost)
    {
        if (handshakeLost || segments <= 1)
        {
            return segmentSize;
        }

        ulong wanted = (ulong)segments * segmentSize;
        ulong usual = Math.Max(2ul * segmentSize, (ulong)segments * UsualSegment);
        return (uint)Math.Min(Math.Min(wanted, usual), CongestionControl.LargestWindow);
    }
}
