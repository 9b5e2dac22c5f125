namespace Ringspun.Tcp.Congestion;

/// <summary>Congestion avoidance of RFC 5681 (NewReno, with the recovery of RFC 6582): a segment a round trip more, half after congestion.</summary>
internal struct NewReno : ICongestionAvoidance
{
    private uint _counted;

    /// <summary>
    /// RFC 5681 section 3.1, the recommended way (RFC 3465 section 2.1): a segment more whenever a window of bytes has been acknowledged, so that
    /// neither delayed acknowledgments nor divided ones change the pace.
    /// </summary>
    public uint Grow(uint window, uint acknowledged, uint segmentSize, long smoothedRtt, long now)
    {
        ulong counted = (ulong)_counted + acknowledged;
        if (counted < window)
        {
            _counted = (uint)counted;
            return window;
        }

        _counted = (uint)Math.Min(counted - window, window);
        return window + segmentSize;
    }

    /// <summary>RFC 5681 equation 4: half the flight. Not half the window, which the sender may not have used.</summary>
    public uint Reduce(uint window, uint flight)
    {
        _counted = 0;
        return flight / 2;
    }

    public void Forget() => _counted = 0;

    public void EndStage() => _counted = 0;

    // Bytes are counted here, not time.
    public readonly void Pause(long since)
    {
    }
}
