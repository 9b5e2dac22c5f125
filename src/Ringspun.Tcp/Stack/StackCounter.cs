namespace Ringspun.Tcp;

/// <summary>What a stack counts. Everything that is not done for a packet is counted under a name.</summary>
public enum StackCounter
{
    /// <summary>Packets given to the stack.</summary>
    PacketsReceived,

    /// <summary>Packets the stack has given out.</summary>
    PacketsSent,

    /// <summary>Packets for an address that is not the stack's.</summary>
    NotForUs,

    /// <summary>Packets of a protocol that is not spoken.</summary>
    UnknownProtocol,

    /// <summary>Datagrams of which fragments came that were given up: incomplete for too long, contradictory, or in the way of newer ones.</summary>
    FragmentsDropped,

    /// <summary>TCP segments received intact.</summary>
    SegmentsReceived,

    /// <summary>TCP segments sent for connections.</summary>
    SegmentsSent,

    /// <summary>Stretches of data sent again.</summary>
    Retransmissions,

    /// <summary>Retransmission timeouts.</summary>
    Timeouts,

    /// <summary>Fast recoveries.</summary>
    FastRecoveries,

    /// <summary>Tail loss probes.</summary>
    TailLossProbes,

    /// <summary>Segments beyond or before the window.</summary>
    Unacceptable,

    /// <summary>Segments older than the last by their timestamp (PAWS).</summary>
    OldTimestamps,

    /// <summary>Challenge ACKs sent (RFC 5961).</summary>
    ChallengeAcks,

    /// <summary>Answers to unacceptable segments withheld because the last was just given.</summary>
    AnswersLimited,

    /// <summary>Acknowledgments of what was never sent, or of long ago.</summary>
    WrongAcknowledgments,

    /// <summary>Resets received and followed.</summary>
    ResetsReceived,

    /// <summary>Resets sent.</summary>
    ResetsSent,

    /// <summary>Segments without ACK where one must be.</summary>
    WithoutAck,

    /// <summary>Segments out of order that found no memory or too many gaps.</summary>
    OutOfOrderDropped,

    /// <summary>Times that memory for data became scarce (<see cref="Tcp.MemoryPressure"/>).</summary>
    MemoryPressure,

    /// <summary>Segments in order that found no memory.</summary>
    MemoryDropped,

    /// <summary>Data that had been received before.</summary>
    Duplicates,

    /// <summary>Data that came after the application had closed.</summary>
    DataAfterClose,

    /// <summary>SYNs received by listeners.</summary>
    SynsReceived,

    /// <summary>SYNs answered by a cookie.</summary>
    CookiesSent,

    /// <summary>Connections opened by a cookie.</summary>
    CookiesAccepted,

    /// <summary>Acknowledgments that pretended to be of a cookie.</summary>
    CookiesRefused,

    /// <summary>Handshakes that were completed while nobody accepted.</summary>
    AcceptQueueFull,

    /// <summary>Connections that the limit forbade.</summary>
    ConnectionLimit,

    /// <summary>Answers that found the queue of answers full.</summary>
    AnswersDropped,

    /// <summary>Connections opened actively.</summary>
    ActiveOpens,

    /// <summary>Connections opened passively.</summary>
    PassiveOpens,

    /// <summary>Connections that ended by a failure.</summary>
    Failures,

    /// <summary>ICMP errors that named no connection, or sequence numbers that were not outstanding.</summary>
    IcmpIgnored,

    /// <summary>ICMP errors taken note of.</summary>
    IcmpErrors,

    /// <summary>Segments sent larger than others, to learn whether the path takes them (RFC 4821).</summary>
    PathMtuProbes,

    /// <summary>Those of them that were lost.</summary>
    PathMtuProbesLost,

    /// <summary>Times that segments were made smaller because large ones vanish.</summary>
    BlackHoles,

    /// <summary>Echo requests answered.</summary>
    EchoReplies,
}
