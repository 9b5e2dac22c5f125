namespace Ringspun.Tcp;

/// <summary>The states of a connection (RFC 9293 section 3.3.2). LISTEN is a listener's.</summary>
public enum TcpState : byte
{
    /// <summary>No connection any more; what arrived before its orderly end can still be read.</summary>
    Closed,

    /// <summary>A SYN has been sent.</summary>
    SynSent,

    /// <summary>A SYN has been received and sent.</summary>
    SynReceived,

    /// <summary>Data flows.</summary>
    Established,

    /// <summary>We have sent a FIN.</summary>
    FinWait1,

    /// <summary>Our FIN is acknowledged.</summary>
    FinWait2,

    /// <summary>The peer has sent a FIN.</summary>
    CloseWait,

    /// <summary>Both have sent a FIN; ours is not acknowledged.</summary>
    Closing,

    /// <summary>The peer's FIN came first, and ours is not acknowledged.</summary>
    LastAck,

    /// <summary>All is done; old segments may still be on their way.</summary>
    TimeWait,
}
