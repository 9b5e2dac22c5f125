namespace Ringspun.Tcp.Timers;

/// <summary>What a connection waits for.</summary>
internal enum TimerKind : byte
{
    /// <summary>The retransmission timeout (RFC 6298).</summary>
    Retransmit,

    /// <summary>The tail loss probe (RFC 8985 section 7).</summary>
    Probe,

    /// <summary>RACK's reordering window (RFC 8985 section 6.2).</summary>
    Reordering,

    /// <summary>The probe of a closed window, or the end of waiting for a larger one (RFC 9293 sections 3.8.6.1 and 3.8.6.2.1).</summary>
    Persist,

    /// <summary>The delayed acknowledgment.</summary>
    Acknowledge,

    /// <summary>The next keep-alive probe (RFC 9293 section 3.8.4).</summary>
    KeepAlive,

    /// <summary>The end of a state: TIME-WAIT, an abandoned FIN-WAIT-2, a half-open connection.</summary>
    State,

    /// <summary>The end of the wait for everything to be acknowledged, after closing.</summary>
    Linger,
}
