namespace Ringspun.Tcp.Congestion;

/// <summary>What was before the first reduction of an episode, to be put back when the loss proves to have been none (RFC 9438 section 4.9).</summary>
/// <remarks>An object of its own, since of many connections few lose something at a time. Nobody changes it while a connection has it.</remarks>
internal sealed class CongestionUndo
{
    /// <summary>cwnd.</summary>
    public uint Window;

    /// <summary>ssthresh.</summary>
    public uint Threshold;

    /// <summary>CUBIC's state.</summary>
    public Cubic Cubic;

    /// <summary>NewReno's state.</summary>
    public NewReno NewReno;
}
