namespace Ringspun.Tcp.Congestion;

/// <content>What loss, timeouts and marks of routers do, and how it is undone.</content>
internal partial struct CongestionControl
{
    /// <summary>Loss was seen while acknowledgments keep coming: fast recovery begins (RFC 5681 section 3.2, RFC 6582, RFC 6675).</summary>
    /// <param name="flight">FlightSize when it was seen, without what limited transmit has sent (RFC 5681 section 3.2, step 2).</param>
    /// <param name="recoverFlight">RecoverFS: see <see cref="ProportionalRateReduction.Begin"/>.</param>
    /// <param name="store">Where the memory for an undo comes from, the same in all calls; null for new memory each time.</param>
    public void OnRecoveryBegin(uint flight, uint recoverFlight, CongestionUndoStore? store = null)
    {
        if (_phase == CongestionPhase.Open)
        {
            // RFC 3168 section 6.1.2: what a router has marked and what was lost in one window is one congestion.
            if (_echoRest == 0)
            {
                Remember(store);
                Lower(flight);
            }

            _reduction.Begin(recoverFlight);
            _phase = CongestionPhase.Recovery;
        }
    }

    /// <summary>Data was sent, new or again.</summary>
    /// <param name="bytes">How much.</param>
    public void OnSent(uint bytes)
    {
        if (_phase == CongestionPhase.Recovery)
        {
            _reduction.OnSent(bytes);
        }
    }

    /// <summary>
    /// What an acknowledgment in fast recovery says to have arrived when the peer has no SACK: the <see cref="CongestionAck.Delivered"/> to tell
    /// (RFC 9937 section 6.2). It stands in for the window's inflation and deflation of RFC 6582 section 3.2.
    /// </summary>
    /// <param name="acknowledged">Bytes newly acknowledged; 0 for a duplicate acknowledgment.</param>
    /// <returns>Bytes; never more in a recovery than were outstanding when it began.</returns>
    public uint EstimateDelivered(uint acknowledged) => _reduction.EstimateDelivered(acknowledged, _segmentSize);

    /// <summary>Everything that was outstanding when loss was seen is acknowledged.</summary>
    public void OnRecoveryEnd()
    {
        if (_phase == CongestionPhase.Recovery)
        {
            // RFC 9937 section 6.2. The flight is about that already, so that no burst follows.
            SetWindow(Threshold);
        }

        _phase = CongestionPhase.Open;
    }

    /// <summary>The retransmission timer ran out.</summary>
    /// <param name="flight">FlightSize.</param>
    /// <param name="again">Whether what is lost had been sent again by this timer before: then the threshold stays (RFC 5681 section 3.1).</param>
    /// <param name="store">As in <see cref="OnRecoveryBegin"/>.</param>
    public void OnTimeout(uint flight, bool again, CongestionUndoStore? store = null)
    {
        if (!again)
        {
            if (_phase == CongestionPhase.Open)
            {
                Remember(store);
            }

            Lower(flight);
        }

        // RFC 5681 section 3.1: LW, one segment.
        Forget();
        _phase = CongestionPhase.Timeout;
        SetWindow(_segmentSize);
    }

    /// <summary>The peer tells of a mark by a router: ECE (RFC 3168 section 6.1.2).</summary>
    /// <param name="flight">FlightSize before the acknowledgment that told so.</param>
    /// <param name="outstanding">What is outstanding after it: until that is acknowledged, further echoes are of the same congestion.</param>
    /// <param name="store">As in <see cref="OnRecoveryBegin"/>.</param>
    /// <returns>Whether the window came down for it, so that CWR is to be set: once in a window, and not while loss is repaired.</returns>
    public bool OnCongestionEcho(uint flight, uint outstanding, CongestionUndoStore? store = null)
    {
        if (_phase != CongestionPhase.Open || _echoRest > 0)
        {
            return false;
        }

        ForgetUndo(store);
        uint target = Lower(flight);
        _echoRest = Math.Max(outstanding, 1);

        // RFC 9438 section 4.6: two segments bound the threshold, one the window. RFC 3168: what is marked never makes the window grow.
        SetWindow(Math.Min(target, Window));
        return true;
    }

    /// <summary>Nothing was lost: everything sent again was reported twice (DSACK), or the originals' acknowledgments came (Eifel, F-RTO).</summary>
    /// <param name="flight">FlightSize.</param>
    /// <param name="acknowledged">Bytes newly acknowledged by what proved it.</param>
    /// <param name="store">As in <see cref="OnRecoveryBegin"/>.</param>
    /// <returns>Whether the windows were put back.</returns>
    public bool OnSpurious(uint flight, uint acknowledged, CongestionUndoStore? store = null)
    {
        bool afterTimeout = _phase == CongestionPhase.Timeout;

        // RFC 9438 section 4.9.2: a window that has since become larger stays.
        if (_undo is not { } undo || undo.Window <= Window)
        {
            ForgetUndo(store);
            return false;
        }

        _phase = CongestionPhase.Open;
        _echoRest = 0;
        (_cubic, _newReno) = (undo.Cubic, undo.NewReno);
        _hyStart = HyStart.Create();

        // RFC 4015 section 3.2: after a timeout the flight has drained: slow start leads back to the old window, not a burst.
        Threshold = afterTimeout ? Math.Max(undo.Threshold, undo.Window) : undo.Threshold;
        ulong drained = Math.Max((ulong)flight + Math.Min(acknowledged, _initialWindow), Window);
        SetWindow(afterTimeout ? Math.Min(undo.Window, drained) : undo.Window);
        ForgetUndo(store);
        return true;
    }

    /// <summary>What was lost was lost indeed, and the episode is over: nothing of it will be undone.</summary>
    /// <param name="store">As in <see cref="OnRecoveryBegin"/>.</param>
    public void ForgetUndo(CongestionUndoStore? store = null)
    {
        if (_undo is { } undo)
        {
            _undo = null;
            store?.Return(undo);
        }
    }

    private void Remember(CongestionUndoStore? store)
    {
        ForgetUndo(store);
        CongestionUndo undo = store?.Rent() ?? new CongestionUndo();
        (undo.Window, undo.Threshold, undo.Cubic, undo.NewReno) = (Window, Threshold, _cubic, _newReno);
        _undo = undo;
    }

    /// <summary>Sets the threshold.</summary>
    /// <returns>What the algorithm asked for, which may be less.</returns>
    private uint Lower(uint flight)
    {
        // RFC 9438 section 4.6 lets cwnd stand for the flight of a sender that it limits: what is missing to it is less than a segment.
        bool limited = _algorithm == CongestionAlgorithm.Cubic && flight + (ulong)_segmentSize > Window;
        uint target = Reduce(Math.Min(limited ? Math.Max(flight, Window) : flight, _limit));
        Threshold = Math.Max(target, 2 * _segmentSize);
        _echoRest = 0;
        _hyStart = default;
        return target;
    }
}
