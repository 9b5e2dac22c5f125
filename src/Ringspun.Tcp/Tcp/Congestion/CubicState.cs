namespace Ringspun.Tcp.Congestion;

/// <summary>CUBIC's variables (RFC 9438 section 4.1.2), windows in segments.</summary>
internal struct CubicState
{
    /// <summary>When the current epoch of congestion avoidance began; 0 when it begins with the next acknowledgment.</summary>
    public long EpochStart;

    /// <summary>W_max: the window before the last reduction.</summary>
    public double MaximumWindow;

    /// <summary>cwnd_epoch: the window when the epoch began.</summary>
    public double EpochWindow;

    /// <summary>K in seconds: when the curve reaches W_max again.</summary>
    public double K;

    /// <summary>W_est: what Reno's window would be.</summary>
    public double RenoWindow;

    /// <summary>Whether W_est has reached what it was before the last reduction.</summary>
    public bool RenoCaughtUp;

    /// <summary>cwnd_prior: the window when the last reduction was made.</summary>
    public double PriorWindow;
}
