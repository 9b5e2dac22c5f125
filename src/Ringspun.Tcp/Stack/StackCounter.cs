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

    /// <summary>ICMP errors that named no connection and no socket, sequence numbers that were not outstanding, or datagrams that were not sent lately.</summary>
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

    /// <summary>Neighbours on Ethernet that did not answer.</summary>
    NeighborsUnreachable,

    /// <summary>Packets dropped because a neighbour's address did not become known, or not soon enough for all that waited.</summary>
    NeighborPacketsDropped,

    /// <summary>Messages of others on the link that claimed one of the stack's own addresses.</summary>
    AddressConflicts,

    /// <summary>SYNs that asked for a Fast Open cookie and got one.</summary>
    FastOpenCookiesAsked,

    /// <summary>SYNs with a Fast Open cookie that is not good, or no longer; they got a new one.</summary>
    FastOpenCookiesRefused,

    /// <summary>SYNs with the Fast Open option that were treated as ordinary ones, because of the limit or of a flood.</summary>
    FastOpenLimited,

    /// <summary>Connections opened by the data of their SYN.</summary>
    FastOpenAccepted,

    /// <summary>SYNs of ours whose data was taken.</summary>
    FastOpenTaken,

    /// <summary>SYNs of ours with data, or with the Fast Open option, that got no answer or whose data was not taken.</summary>
    FastOpenFailures,

    /// <summary>Data that was dropped because the application had shut the receive side down.</summary>
    DataAfterShutdown,

    /// <summary>ICMP errors sent about packets that had come.</summary>
    IcmpErrorsSent,

    /// <summary>ICMP errors withheld by the limit.</summary>
    IcmpErrorsLimited,

    /// <summary>Datagrams and echo replies put into the queue of a socket.</summary>
    DatagramsReceived,

    /// <summary>Datagrams and echo requests of sockets sent, each counted once.</summary>
    DatagramsSent,

    /// <summary>Fragments sent.</summary>
    FragmentsSent,

    /// <summary>Datagrams for a port that no socket has, or not for this peer, and echo replies that nobody asked for.</summary>
    DatagramsForNobody,

    /// <summary>Datagrams and echo replies that found the queue of their socket full.</summary>
    DatagramQueueFull,

    /// <summary>Datagrams and echo replies that found no memory.</summary>
    DatagramMemoryDropped,

    /// <summary>Datagrams that waited to be sent and could not be any more: from an address that was removed, or too long for a path that has become narrow.</summary>
    DatagramsUnsent,

    /// <summary>ICMP errors that found the queue of errors of their socket full.</summary>
    DatagramErrorsDropped,

    /// <summary>Connections that ended because their address was removed.</summary>
    AddressRemovals,

    /// <summary>Recoveries that proved needless and were undone: what was taken for lost was late.</summary>
    NeedlessRecoveries,

    /// <summary>Data that came with a router's mark (RFC 3168).</summary>
    CongestionMarks,

    /// <summary>Windows reduced because the peer told of marks.</summary>
    CongestionEchoes,

    /// <summary>Segments without the timestamps that were agreed on (RFC 7323 section 3.2).</summary>
    MissingTimestamps,

    /// <summary>Connections whose data was sent again three times without an answer (R1 of RFC 9293 section 3.8.3).</summary>
    Stalls,
}
