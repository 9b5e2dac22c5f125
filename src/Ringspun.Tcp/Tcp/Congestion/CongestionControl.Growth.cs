namespace Ringspun.Tcp.Congestion;

/// <content>What acknowledgments and pauses do.</content>
internal partial struct CongestionControl
{
    /// <summary>An acknowledgment came.</summary>
    /// <param name="ack">What it says.</param>
    public void OnAcknowledged(in CongestionAck ack)
    {
        _acknowledgedAt = ack.Now;
        _echoRest -= Math.Min(_echoRest, ack.Acknowledged);
        if (_phase == CongestionPhase.Recovery)
        {
            // RFC 9937 section 6.2: what delivers nothing changes nothing, but the first retransmission goes out.
            if (ack.Delivered == 0 && _reduction.Sent > 0)
            {
                return;
            }

            bool safe = ack.Acknowledged > 0 && !ack.TellsOfLoss;
            SetWindow(_reduction.OnAcknowledged(ack.Delivered, ack.Pipe, Threshold, _segmentSize, safe));
            return;
        }

        if (ack.Acknowledged == 0 || ack.TellsOfMark)
        {
            return;
        }

        if (!ack.WindowLimited)
        {
            // RFC 9438 section 5.8, RFC 7661: a window that is not used is not tested, so it does not grow.
            Pause(ack.Now);
            TrackRound(ack);
            return;
        }

        uint rest = InSlowStart ? SlowStart(ack) : ack.Acknowledged;
        if (rest > 0)
        {
            SetWindow(Grow(Window, Math.Min(rest, Window), ack));
        }
    }

    /// <summary>Data is about to be sent while nothing is outstanding.</summary>
    /// <param name="sentAt">When something was last sent.</param>
    /// <param name="now">The time.</param>
    /// <param name="timeout">RTO.</param>
    public void OnIdle(long sentAt, long now, long timeout)
    {
        // The pause began when everything was acknowledged; before that the window was in use.
        Pause(Math.Max(sentAt, _acknowledgedAt));

        // RFC 5681 section 4.1: RW is the initial window or the window, whichever is less.
        if (now - sentAt <= timeout || Window <= _initialWindow || _phase != CongestionPhase.Open)
        {
            return;
        }

        // What the path took before the pause is where slow start may lead again (RFC 7661 keeps three quarters).
        if (IsFirstSlowStart)
        {
            _hyStart = HyStart.Create();
        }
        else
        {
            Threshold = Math.Max(Threshold, (uint)(Window * 3ul / 4));
        }

        EndStage();
        SetWindow(_initialWindow);
    }

    /// <summary>RFC 5681 section 3.1, counting bytes, and RFC 9406.</summary>
    /// <returns>The acknowledged bytes that were left when the threshold was reached: they count for congestion avoidance.</returns>
    private uint SlowStart(in CongestionAck ack)
    {
        uint growth = SlowStartGrowth(ack.Acknowledged);
        uint room = Threshold - Window;
        if (growth < room)
        {
            SetWindow((ulong)Window + growth);
            TrackRound(ack);
            return 0;
        }

        SetWindow(Threshold);
        return growth - room;
    }

    private readonly uint SlowStartGrowth(uint acknowledged)
    {
        if (_phase == CongestionPhase.Timeout)
        {
            // RFC 3465 section 2.3: an acknowledgment of much after a timeout tells of what arrived before it, not of room in the network.
            return Math.Min(acknowledged, _segmentSize);
        }

        return _hyStart.Growth(acknowledged, _segmentSize, _paced);
    }

    private void TrackRound(in CongestionAck ack)
    {
        if (IsFirstSlowStart && _phase == CongestionPhase.Open && _hyStart.OnAcknowledged(ack.Acknowledged, ack.FlightBefore, ack.Rtt))
        {
            // RFC 9406 section 4.2: on to congestion avoidance.
            Threshold = Window;
            _hyStart = default;
            Forget();
        }
    }
}
