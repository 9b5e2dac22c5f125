namespace Ringspun.Tcp.Congestion;

/// <summary>
/// Congestion control of one connection: cwnd, ssthresh, and the events that change them. A struct in the connection's block, without a clock; it
/// has memory of its own while something could be undone. The algorithms differ in congestion avoidance only (<see cref="ICongestionAvoidance"/>).
/// </summary>
/// <remarks>
/// The order of calls: <see cref="Begin"/> when the connection is established; <see cref="OnAcknowledged"/> for every acknowledgment that tells
/// something, duplicates included; when it shows loss, <see cref="OnRecoveryBegin"/> before it; when it ends recovery, <see cref="OnRecoveryEnd"/>
/// before it, so that the round trip of the repair counts as one of growth; <see cref="OnSent"/> for all data, new or again;
/// <see cref="OnTimeout"/>, <see cref="OnCongestionEcho"/>, <see cref="OnIdle"/> and <see cref="OnSpurious"/> as they happen. Between any two of them the
/// window is at least a segment and at most the limit.
/// </remarks>
internal partial struct CongestionControl
{
    /// <summary>The largest window that TCP can use: 65,535 bytes shifted by 14 (RFC 7323 section 2.2).</summary>
    public const uint LargestWindow = 65_535u << 14;

    // RFC 5681 section 3.1: arbitrarily high, until something is known of the path.
    private const uint UnknownThreshold = uint.MaxValue;

    private long _acknowledgedAt;
    private Cubic _cubic;
    private HyStart _hyStart;
    private CongestionUndo? _undo;
    private ProportionalRateReduction _reduction;
    private NewReno _newReno;
    private uint _initialWindow;
    private uint _limit;
    private uint _segmentSize;
    private uint _echoRest;
    private CongestionAlgorithm _algorithm;
    private CongestionPhase _phase;
    private bool _paced;

    /// <summary>cwnd in bytes: what may be in the network.</summary>
    public uint Window { get; private set; }

    /// <summary>ssthresh in bytes; <see cref="uint.MaxValue"/> while nothing is known of the path.</summary>
    public uint Threshold { get; private set; }

    /// <summary>SMSS in bytes.</summary>
    public readonly uint SegmentSize => _segmentSize;

    /// <summary>What is being done about loss.</summary>
    public readonly CongestionPhase Phase => _phase;

    /// <summary>Whether the window is below the threshold, so that it grows with every acknowledgment.</summary>
    public readonly bool InSlowStart => Window < Threshold;

    /// <summary>Whether slow start goes with caution because round trips became longer (RFC 9406).</summary>
    public readonly bool InConservativeSlowStart => InSlowStart && IsFirstSlowStart && _hyStart.IsConservative;

    /// <summary>CUBIC's variables, for tests and diagnostics.</summary>
    internal readonly Cubic CubicState => _cubic;

    // RFC 9406 section 4.2: for the slow start that does not know where to end; later ones end at a threshold that was found.
    private readonly bool IsFirstSlowStart => Threshold == UnknownThreshold;

    /// <summary>The connection is established.</summary>
    /// <param name="algorithm">How the window grows.</param>
    /// <param name="segmentSize">SMSS in bytes, at least 1.</param>
    /// <param name="initialSegments">The initial window in segments: up to 10 (RFC 6928).</param>
    /// <param name="handshakeLost">Whether a SYN or its answer had to be sent again.</param>
    /// <param name="paced">Whether the sender spaces its packets by <see cref="PacingRate"/>.</param>
    /// <param name="limit">The most bytes that the window may become.</param>
    public static CongestionControl Begin(
        CongestionAlgorithm algorithm, uint segmentSize, int initialSegments, bool handshakeLost = false, bool paced = false, uint limit = LargestWindow)
    {
        segmentSize = Math.Clamp(segmentSize, 1, ushort.MaxValue);
        CongestionControl control = new()
        {
            _algorithm = algorithm,
            _segmentSize = segmentSize,
            _paced = paced,
            _hyStart = HyStart.Create(),
            _initialWindow = InitialWindow.Of(initialSegments, segmentSize, handshakeLost),
            _limit = Math.Min(limit, LargestWindow),
            Threshold = UnknownThreshold,
        };
        control.SetWindow(control._initialWindow);
        return control;
    }

    /// <summary>The path takes segments of another size. The window stays what it is in bytes (RFC 1191 section 6.5).</summary>
    /// <param name="segmentSize">SMSS in bytes.</param>
    public void OnSegmentSizeChanged(uint segmentSize)
    {
        _segmentSize = Math.Clamp(segmentSize, 1, ushort.MaxValue);
        SetWindow(Window);
    }

    /// <summary>
    /// Whether so many bytes in flight mean that the window is what limits the sender. In slow start half a window suffices: it doubles, and cannot
    /// outrun what is used by more.
    /// </summary>
    /// <param name="flight">Bytes outstanding when the sender had nothing more that it could send: before the acknowledgment is processed.</param>
    public readonly bool IsLimiting(uint flight) =>
        InSlowStart ? flight >= Window / 2 : flight + (ulong)_segmentSize > Window;

    /// <summary>
    /// How fast packets should leave for a sender that spaces them evenly: twice the window in a round trip in slow start, so that it can double, and
    /// a quarter more than the window otherwise (RFC 9002 section 7.7).
    /// </summary>
    /// <param name="smoothedRtt">SRTT in nanoseconds.</param>
    /// <returns>Bytes per second; <see cref="ulong.MaxValue"/>, not paced, before the round trip is known.</returns>
    public readonly ulong PacingRate(long smoothedRtt)
    {
        if (smoothedRtt <= 0)
        {
            return ulong.MaxValue;
        }

        UInt128 perSecond = (UInt128)Window * 1_000_000_000 / (ulong)smoothedRtt;
        return (ulong)(InSlowStart ? perSecond * 2 : perSecond * 5 / 4);
    }

    private void SetWindow(ulong bytes)
    {
        // A window below a segment would stop the connection for good. The limit yields to that.
        Window = (uint)Math.Max(Math.Min(bytes, _limit), _segmentSize);
    }

    private uint Grow(uint window, uint acknowledged, in CongestionAck ack) => _algorithm == CongestionAlgorithm.NewReno
        ? _newReno.Grow(window, acknowledged, _segmentSize, ack.SmoothedRtt, ack.Now)
        : _cubic.Grow(window, acknowledged, _segmentSize, ack.SmoothedRtt, ack.Now);

    private uint Reduce(uint flight) => _algorithm == CongestionAlgorithm.NewReno ? _newReno.Reduce(Window, flight) : _cubic.Reduce(Window, flight);

    private void Forget()
    {
        _newReno.Forget();
        _cubic.Forget();
    }

    private void EndStage()
    {
        _newReno.EndStage();
        _cubic.EndStage();
    }

    private void Pause(long since)
    {
        _newReno.Pause(since);
        _cubic.Pause(since);
    }
}
