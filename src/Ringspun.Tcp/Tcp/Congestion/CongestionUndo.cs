namespace Ringspun.Tcp.Congestion;

/// <summary>What was before the first reduction of an episode, to be put back when the loss proves to have been none (RFC 9438 section 4.9).</summary>
internal struct CongestionUndo
{
    /// <summary>cwnd; 0 when there is nothing to put back.</summary>
    public uint Window;

    /// <summary>ssthresh.</summary>
    public uint Threshold;

    /// <summary>CUBIC's state.</summary>
    public Cubic Cubic;

    /// <summary>NewReno's state.</summary>
    public NewReno NewReno;
}
