namespace Ringspun.Tcp.Congestion;

/// <summary>What congestion control remembers of a connection. Windows are bytes, times nanoseconds.</summary>
internal struct CongestionState
{
    /// <summary>cwnd.</summary>
    public uint Window;

    /// <summary>ssthresh.</summary>
    public uint Threshold;

    /// <summary>Bytes acknowledged towards the next segment of the window (RFC 5681 section 3.1, RFC 3465).</summary>
    public uint Counted;

    /// <summary>CUBIC's own.</summary>
    public CubicState Cubic;

    /// <summary>HyStart++'s own.</summary>
    public HyStart HyStart;

    public readonly bool InSlowStart => Window < Threshold;
}
