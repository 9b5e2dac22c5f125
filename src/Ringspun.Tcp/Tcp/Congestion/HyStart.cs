namespace Ringspun.Tcp.Congestion;

/// <summary>HyStart++ (RFC 9406): the first slow start ends before it loses, when round trips become longer.</summary>
/// <remarks>
/// The RFC ends a round when windowEnd, which is SND.NXT at its start, is acknowledged. That is when so many bytes have been acknowledged as were
/// outstanding at its start, which is what is counted here.
/// </remarks>
internal struct HyStart
{
    // Section 4.3.
    private const long MinimumThreshold = 4_000_000;
    private const long MaximumThreshold = 16_000_000;
    private const int ThresholdDivisor = 8;
    private const int LeastSamples = 8;
    private const uint GrowthDivisor = 4;
    private const int ConservativeRounds = 5;
    private const uint UnpacedLimit = 8;

    private long _lastRound;
    private long _thisRound;
    private long _baseline;
    private uint _roundRest;
    private byte _samples;
    private byte _rounds;
    private bool _hasRound;

    /// <summary>Whether this is conservative slow start (CSS): round trips have become longer, and it is being found out whether they stay so.</summary>
    public bool IsConservative { get; private set; }

    /// <summary>Begins with the first round.</summary>
    public static HyStart Create() => new() { _lastRound = long.MaxValue, _thisRound = long.MaxValue, _baseline = long.MaxValue };

    /// <summary>Section 4.2: how far the window grows for these bytes. L is 8 segments, or unlimited for a sender that paces.</summary>
    public readonly uint Growth(uint acknowledged, uint segmentSize, bool paced)
    {
        uint growth = paced ? acknowledged : (uint)Math.Min(acknowledged, (ulong)UnpacedLimit * segmentSize);
        return IsConservative ? growth / GrowthDivisor : growth;
    }

    /// <summary>An acknowledgment came in slow start; its bytes have grown the window already.</summary>
    /// <param name="acknowledged">Bytes newly acknowledged.</param>
    /// <param name="flight">Bytes outstanding (SND.NXT - SND.UNA) before it.</param>
    /// <param name="rtt">The measurement that came with it, in nanoseconds; 0 for none.</param>
    /// <returns>Whether slow start is over, so that the threshold becomes the window.</returns>
    public bool OnAcknowledged(uint acknowledged, uint flight, long rtt)
    {
        if (!_hasRound)
        {
            _hasRound = true;
            _roundRest = flight;
        }

        if (rtt > 0)
        {
            _thisRound = Math.Min(_thisRound, rtt);
            _samples = (byte)Math.Min(_samples + 1, byte.MaxValue);
        }

        if (_samples >= LeastSamples)
        {
            Judge();
        }

        if (acknowledged < _roundRest)
        {
            _roundRest -= acknowledged;
            return false;
        }

        return EndRound(flight > acknowledged ? flight - acknowledged : 0);
    }

    private void Judge()
    {
        if (IsConservative)
        {
            // The longer round trips were jitter: slow start goes on as it was.
            IsConservative = _thisRound >= _baseline;
            return;
        }

        if (_lastRound == long.MaxValue)
        {
            return;
        }

        long threshold = Math.Clamp(_lastRound / ThresholdDivisor, MinimumThreshold, MaximumThreshold);
        if (_thisRound >= _lastRound + threshold)
        {
            IsConservative = true;
            _baseline = _thisRound;
            _rounds = 0;
        }
    }

    // The part of a round in which CSS began counts as one of its rounds.
    private bool EndRound(uint outstanding)
    {
        _lastRound = _thisRound;
        _thisRound = long.MaxValue;
        _samples = 0;
        _roundRest = outstanding;
        _hasRound = outstanding > 0;
        return IsConservative && ++_rounds >= ConservativeRounds;
    }
}
