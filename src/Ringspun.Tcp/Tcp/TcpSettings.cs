namespace Ringspun.Tcp;

/// <summary>How a connection behaves. Times are nanoseconds. One object serves any number of connections.</summary>
public sealed record TcpSettings
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000 * Millisecond;

    internal const byte MaxWindowShift = 14;

    /// <summary>What a connection gets that says nothing else.</summary>
    public static TcpSettings Default { get; } = new();

    /// <summary>
    /// The most bytes received and not read, which bounds the receive window: 2,048 to 1 GiB; 0 for as much as the path and the application turn out
    /// to need, from <see cref="MinimumReceiveBuffer"/> to <see cref="MaximumReceiveBuffer"/>.
    /// </summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>
    /// The most bytes taken from the application and not acknowledged: 2,048 to 1 GiB; 0 for twice the congestion window, from
    /// <see cref="MinimumSendBuffer"/> to <see cref="MaximumSendBuffer"/>.
    /// </summary>
    public int SendBuffer { get; init; }

    /// <summary>What a tuned receive buffer begins with: all that can be told without window scaling.</summary>
    public int MinimumReceiveBuffer { get; init; } = 64 * 1024;

    /// <summary>What a tuned receive buffer grows to: 500 Mbit/s over 100 ms. The window scale is chosen for it.</summary>
    public int MaximumReceiveBuffer { get; init; } = 6 << 20;

    /// <summary>What a tuned send buffer begins with: several initial windows.</summary>
    public int MinimumSendBuffer { get; init; } = 64 * 1024;

    /// <summary>What a tuned send buffer grows to.</summary>
    public int MaximumSendBuffer { get; init; } = 6 << 20;

    /// <summary>The largest segment to announce and to send, in bytes of data without options: 64 to 65,535; 0 for what the MTU allows.</summary>
    public int MaximumSegmentSize { get; init; }

    /// <summary>
    /// Whether the size of segments is searched for by probes (RFC 4821). By default after a black hole was met: starting small on every path, as
    /// <see cref="PathMtuProbing.Always"/> does, costs all connections packets for the sake of the few paths that drop ICMP.
    /// </summary>
    public PathMtuProbing PathMtuProbing { get; init; } = PathMtuProbing.OnBlackHole;

    /// <summary>Whether to offer and take window scaling (RFC 7323).</summary>
    public bool WindowScaling { get; init; } = true;

    /// <summary>The shift to announce, 0 to 14 (RFC 7323 section 2.3); null for the least that can express the whole receive buffer.</summary>
    public byte? WindowShift { get; init; }

    /// <summary>Whether to offer and take timestamps (RFC 7323).</summary>
    public bool Timestamps { get; init; } = true;

    /// <summary>Whether to offer and take selective acknowledgments (RFC 2018).</summary>
    public bool Sack { get; init; } = true;

    /// <summary>
    /// Whether data may travel with the SYN (RFC 7413): a client asks servers for cookies and sends with its SYN what was queued before it goes; a listener gives
    /// out cookies and hands such data on before the handshake is complete. Such data can come a second time, as a connection of its own, when the
    /// network repeats a SYN: only for servers that bear that. A SYN without the option is treated as ever.
    /// </summary>
    public bool FastOpen { get; init; }

    /// <summary>The most connections of a listener that are open by data in a SYN and not confirmed by an ACK: 0 to 65,535. Beyond it handshakes come first, as
    /// without Fast Open (RFC 7413 section 5.1).</summary>
    public int FastOpenPending { get; init; } = 64;

    /// <summary>Whether small segments are sent at once although others are not acknowledged: Nagle's algorithm off.</summary>
    public bool NoDelay { get; init; }

    /// <summary>Whether only full segments are sent, until this is turned off or the send side is shut down.</summary>
    public bool Cork { get; init; }

    /// <summary>The first retransmission timeout (RFC 6298 section 2.1).</summary>
    public long InitialRto { get; init; } = Second;

    /// <summary>The timeout after a lost SYN (RFC 6298 section 5.7).</summary>
    public long RtoAfterLostSyn { get; init; } = 3 * Second;

    /// <summary>The shortest retransmission timeout. RFC 6298 would like a second; with the receivers' delayed ACKs in mind, less does.</summary>
    public long MinimumRto { get; init; } = 200 * Millisecond;

    /// <summary>The longest retransmission timeout: at least 60 seconds (RFC 6298 section 2.5).</summary>
    public long MaximumRto { get; init; } = 60 * Second;

    /// <summary>How long an acknowledgment may wait for company, below 500 ms; 0 sends each at once.</summary>
    public long DelayedAck { get; init; } = 40 * Millisecond;

    /// <summary>The maximum segment lifetime: TIME-WAIT lasts twice as long.</summary>
    public long MaximumSegmentLifetime { get; init; } = 30 * Second;

    /// <summary>How long FIN-WAIT-2 lasts when the application has closed and the peer does not.</summary>
    public long FinWait2Timeout { get; init; } = 60 * Second;

    /// <summary>After how long without progress a connection is given up: R2 as a time (RFC 9293 section 3.8.3).</summary>
    public long UserTimeout { get; init; } = 924 * Second;

    /// <summary>The same for the handshake of an active open: at least 3 minutes (RFC 9293 section 3.8.3).</summary>
    public long ConnectTimeout { get; init; } = 180 * Second;

    /// <summary>How long a half-open connection waits for its last segment.</summary>
    public long HandshakeTimeout { get; init; } = 60 * Second;

    /// <summary>Whether idle connections are probed (RFC 9293 section 3.8.4).</summary>
    public bool KeepAlive { get; init; }

    /// <summary>How long a connection is idle before the first probe. RFC9293 MUST-28: two hours unless the application says otherwise.</summary>
    public long KeepAliveIdle { get; init; } = 7_200 * Second;

    /// <summary>How long a probe waits for its answer.</summary>
    public long KeepAliveInterval { get; init; } = 75 * Second;

    /// <summary>How many probes without an answer end the connection.</summary>
    public int KeepAliveCount { get; init; } = 9;

    /// <summary>The initial window in segments: up to 10 (RFC 6928).</summary>
    public int InitialWindow { get; init; } = 10;

    /// <summary>How the congestion window grows.</summary>
    public CongestionAlgorithm Congestion { get; init; } = CongestionAlgorithm.Cubic;

    /// <summary>
    /// Whether routers may mark packets instead of dropping them (RFC 3168). By default a peer that asks gets it; asking is left to those who know their
    /// paths, since some firewalls still drop SYNs that ask.
    /// </summary>
    public EcnPolicy Ecn { get; init; } = EcnPolicy.WhenAsked;

    /// <summary>DSCP in the upper six bits: what the connection's packets say to routers. The lower two are ECN's, and the stack's.</summary>
    public byte TrafficClass { get; init; }

    internal int LeastReceived => ReceiveBuffer == 0 ? MinimumReceiveBuffer : ReceiveBuffer;

    internal int MostReceived => ReceiveBuffer == 0 ? MaximumReceiveBuffer : ReceiveBuffer;

    internal int LeastSent => SendBuffer == 0 ? MinimumSendBuffer : SendBuffer;

    internal int MostSent => SendBuffer == 0 ? MaximumSendBuffer : SendBuffer;

    internal void Check()
    {
        Between(ReceiveBuffer, ReceiveBuffer == 0 ? 0 : 2_048, 1 << 30, nameof(ReceiveBuffer));
        Between(SendBuffer, SendBuffer == 0 ? 0 : 2_048, 1 << 30, nameof(SendBuffer));
        Between(MinimumReceiveBuffer, 2_048, 1 << 30, nameof(MinimumReceiveBuffer));
        Between(MaximumReceiveBuffer, MinimumReceiveBuffer, 1 << 30, nameof(MaximumReceiveBuffer));
        Between(MinimumSendBuffer, 2_048, 1 << 30, nameof(MinimumSendBuffer));
        Between(MaximumSendBuffer, MinimumSendBuffer, 1 << 30, nameof(MaximumSendBuffer));
        Between(WindowShift ?? 0, 0, MaxWindowShift, nameof(WindowShift));

        // A segment with all options that fit has 40 bytes less data, and some must be left.
        Between(MaximumSegmentSize, MaximumSegmentSize == 0 ? 0 : 64, ushort.MaxValue, nameof(MaximumSegmentSize));
        Between(FastOpenPending, 0, ushort.MaxValue, nameof(FastOpenPending));
        Between((long)PathMtuProbing, 0, (long)PathMtuProbing.Always, nameof(PathMtuProbing));
        Between(InitialRto, Millisecond, MaximumRto, nameof(InitialRto));
        Between(MinimumRto, Millisecond, MaximumRto, nameof(MinimumRto));

        // RFC9293 MUST-40: the delay is less than half a second.
        Between(DelayedAck, 0, (500 * Millisecond) - 1, nameof(DelayedAck));
        Between(MaximumSegmentLifetime, Millisecond, 240 * Second, nameof(MaximumSegmentLifetime));
        Between(UserTimeout, Millisecond, long.MaxValue / 4, nameof(UserTimeout));
        Between(ConnectTimeout, Millisecond, long.MaxValue / 4, nameof(ConnectTimeout));
        Between(KeepAliveIdle, Millisecond, long.MaxValue / 4, nameof(KeepAliveIdle));
        Between(KeepAliveInterval, Millisecond, long.MaxValue / 4, nameof(KeepAliveInterval));
        Between(KeepAliveCount, 1, 255, nameof(KeepAliveCount));
        Between(InitialWindow, 1, 100, nameof(InitialWindow));
    }

    private static void Between(long value, long least, long greatest, string name)
    {
        if (value < least || value > greatest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {greatest}");
        }
    }
}
