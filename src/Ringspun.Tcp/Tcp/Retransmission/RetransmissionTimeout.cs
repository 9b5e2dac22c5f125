namespace Ringspun.Tcp.Retransmission;

/// <summary>The retransmission timeout (RFC 6298). Times are nanoseconds.</summary>
internal struct RetransmissionTimeout
{
    // Section 2: G, the clock's granularity: far below anything that matters, but a variance of 0 must not make RTO equal SRTT.
    private const long Granularity = 1_000_000;

    // Section 5.5 allows an upper bound on the backed-off value; more doublings than these reach any.
    private const int MaxBackoff = 16;

    private byte _backoff;
    private WindowedMinimum _minimum;
    private long _smoothedBefore;
    private long _variationBefore;

    /// <summary>SRTT; 0 before the first measurement.</summary>
    public long SmoothedRtt { get; private set; }

    /// <summary>RTTVAR.</summary>
    public long Variation { get; private set; }

    /// <summary>RTO without backoff.</summary>
    public long Base { get; private set; }

    /// <summary>The shortest measurement of late.</summary>
    public readonly long MinimumRtt => _minimum.Value;

    /// <summary>How often the timer has run out since the last measurement.</summary>
    public readonly int Backoff => _backoff;

    public static RetransmissionTimeout Initial(TcpSettings settings) => new() { Base = settings.InitialRto, _minimum = WindowedMinimum.Create() };

    /// <summary>RTO with its backoff.</summary>
    public readonly long Current(TcpSettings settings)
    {
        // RFC9293 MUST-19: exponential backoff (RFC 6298 section 5.5).
        long backedOff = _backoff >= MaxBackoff ? settings.MaximumRto : Base << _backoff;
        return Math.Min(backedOff, settings.MaximumRto);
    }

    /// <summary>Takes a measurement, never one of retransmitted data (section 3). It ends the backoff (section 5, after rule 5.7).</summary>
    public void Measure(long rtt, TcpSettings settings, long now)
    {
        rtt = Math.Max(rtt, 1);
        _backoff = 0;
        _minimum.Add(rtt, now);
        if (SmoothedRtt == 0)
        {
            // Section 2.2.
            SmoothedRtt = rtt;
            Variation = rtt / 2;
        }
        else
        {
            // Section 2.3: beta is 1/4, alpha 1/8, and the variation is computed of the old SRTT.
            Variation += (Math.Abs(SmoothedRtt - rtt) - Variation) / 4;
            SmoothedRtt += (rtt - SmoothedRtt) / 8;
        }

        SetBase(settings);
    }

    /// <summary>The timer ran out: the next time takes twice as long.</summary>
    public void BackOff()
    {
        if (_backoff == 0)
        {
            // RFC 4015 section 3.2, step STO.1.
            (_smoothedBefore, _variationBefore) = (SmoothedRtt + (2 * Granularity), Variation);
        }

        _backoff = (byte)Math.Min(_backoff + 1, MaxBackoff);
    }

    /// <summary>The handshake is over: what its SYNs took says nothing of data.</summary>
    public void EndBackoff() => _backoff = 0;

    /// <summary>
    /// The timer ran out too early (RFC 4015 section 3.2, step ADAPT): the estimate begins anew, so high that the same delay does not make it run out again.
    /// </summary>
    /// <param name="rtt">The round trip that proved it, of what was taken for lost.</param>
    /// <param name="settings">The bounds.</param>
    public void Adapt(long rtt, TcpSettings settings)
    {
        _backoff = 0;
        SmoothedRtt = Math.Max(_smoothedBefore, rtt);
        Variation = Math.Max(_variationBefore, rtt / 2);
        SetBase(settings);
    }

    /// <summary>Section 5.7: the timer ran out while the SYN was outstanding, and no measurement could be taken.</summary>
    public void AfterLostSyn(TcpSettings settings)
    {
        _backoff = 0;
        Base = Math.Max(Base, settings.RtoAfterLostSyn);
    }

    private void SetBase(TcpSettings settings) =>
        Base = Math.Clamp(SmoothedRtt + Math.Max(Granularity, 4 * Variation), settings.MinimumRto, settings.MaximumRto);
}
