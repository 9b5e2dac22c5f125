namespace Ringspun.Tcp.Blocks;

/// <summary>What is true of a connection.</summary>
[Flags]
internal enum BlockFlags : uint
{
    None = 0,

    /// <summary>Timestamps were agreed on (Snd.TS.OK of RFC 7323).</summary>
    Timestamps = 1 << 0,

    /// <summary>SACK was agreed on.</summary>
    Sack = 1 << 1,

    /// <summary>Window scaling was agreed on.</summary>
    Scaling = 1 << 2,

    /// <summary>The connection came to a listener.</summary>
    Passive = 1 << 3,

    /// <summary>It is not in its listener's queue yet, or no longer: half open.</summary>
    HalfOpen = 1 << 4,

    /// <summary>It waits for the application to accept it.</summary>
    Queued = 1 << 5,

    /// <summary>The application has closed it: it lives on for its peer's sake alone.</summary>
    Detached = 1 << 6,

    /// <summary>The application will send nothing more.</summary>
    FinQueued = 1 << 7,

    /// <summary>FIN has been sent: it is the last of the sequence space.</summary>
    FinSent = 1 << 8,

    /// <summary>The peer's FIN has been received in order.</summary>
    FinReceived = 1 << 9,

    /// <summary>The peer's FIN is known, though something before it is missing.</summary>
    FinAhead = 1 << 10,

    /// <summary>An acknowledgment is to be sent at once.</summary>
    AckNow = 1 << 11,

    /// <summary>A probe of one byte beyond the window, or of none, is to be sent at once.</summary>
    ProbeNow = 1 << 12,

    /// <summary>A keep-alive segment is to be sent at once.</summary>
    KeepAliveNow = 1 << 13,

    /// <summary>The tail loss probe is to be sent at once.</summary>
    TailProbeNow = 1 << 14,

    /// <summary>What is queued is to be sent although it is little: the wait for a larger window is over.</summary>
    Override = 1 << 15,

    /// <summary>In the queue of those that have something to send.</summary>
    Ready = 1 << 16,

    /// <summary>In the queue of those that have something to tell.</summary>
    Telling = 1 << 17,

    /// <summary>In the table of connections.</summary>
    Listed = 1 << 18,

    /// <summary>A send took less than was offered: the application waits for room.</summary>
    WantsRoom = 1 << 19,

    /// <summary>A round trip was measured since the last tail loss probe (RFC 8985 section 7.3).</summary>
    Measured = 1 << 20,

    /// <summary>A tail loss probe is outstanding.</summary>
    TailProbeOut = 1 << 21,

    /// <summary>The outstanding tail loss probe was a retransmission.</summary>
    TailProbeRepeated = 1 << 22,

    /// <summary>A SYN, or SYN and ACK, is to be sent.</summary>
    SynNow = 1 << 23,

    /// <summary>The SYN was sent more than once.</summary>
    SynRepeated = 1 << 24,

    /// <summary>TS.Recent holds a value.</summary>
    RecentKnown = 1 << 25,

    /// <summary>A duplicate arrived that is to be reported (RFC 2883).</summary>
    Duplicate = 1 << 26,

    /// <summary>The recovery point was set, and nothing beyond it was acknowledged yet: duplicates start no fast recovery (RFC 6582 section 3.2).</summary>
    RecoveryPointSet = 1 << 27,
}
