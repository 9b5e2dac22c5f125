using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Congestion;

/// <summary>HyStart++ (RFC 9406): slow start ends before it loses, when round trips become longer.</summary>
internal struct HyStart
{
    // Section 4.3.
    private const long MinimumThreshold = 4_000_000;
    private const long MaximumThreshold = 16_000_000;
    private const int ThresholdDivisor = 8;
    private const int Samples = 8;
    private const uint GrowthDivisor = 4;
    private const int ConservativeRounds = 5;

    // Section 4.3: L is 8 without pacing.
    private const uint SegmentsPerAcknowledgment = 8;

    private long _lastRound;
    private long _thisRound;
    private long _baseline;
    private uint _windowEnd;
    private byte _samples;
    private byte _conservativeRounds;
    private bool _started;
    private bool _conservative;

    /// <summary>How far the window grows for these bytes.</summary>
    public readonly uint Growth(uint acknowledged, uint segmentSize)
    {
        uint growth = Math.Min(acknowledged, SegmentsPerAcknowledgment * segmentSize);
        return _conservative ? growth / GrowthDivisor : growth;
    }

    /// <summary>An acknowledgment came in slow start.</summary>
    /// <param name="acknowledgment">SEG.ACK.</param>
    /// <param name="next">SND.NXT.</param>
    /// <param name="rtt">The measurement that came with it; 0 for none.</param>
    /// <returns>Whether slow start is over.</returns>
    public bool OnAcknowledged(uint acknowledgment, uint next, long rtt)
    {
        if (!_started)
        {
            Begin(next);
        }

        if (rtt > 0)
        {
            _thisRound = Math.Min(_thisRound, rtt);
            _samples = (byte)Math.Min(_samples + 1, byte.MaxValue);
        }

        if (_samples >= Samples && _lastRound != long.MaxValue)
        {
            Judge();
        }

        return Sequence.GreaterOrEqual(acknowledgment, _windowEnd) && EndRound(next);
    }

    private void Begin(uint next)
    {
        _started = true;
        _lastRound = long.MaxValue;
        _thisRound = long.MaxValue;
        _windowEnd = next;
    }

    private void Judge()
    {
        if (_conservative)
        {
            // The longer round trips were a whim: on with slow start.
            _conservative = _thisRound >= _baseline;
            return;
        }

        long threshold = Math.Clamp(_lastRound / ThresholdDivisor, MinimumThreshold, MaximumThreshold);
        if (_thisRound >= _lastRound + threshold)
        {
            _conservative = true;
            _conservativeRounds = 0;
            _baseline = _thisRound;
        }
    }

    private bool EndRound(uint next)
    {
        _lastRound = _thisRound;
        _thisRound = long.MaxValue;
        _samples = 0;
        _windowEnd = next;
        return _conservative && ++_conservativeRounds >= ConservativeRounds;
    }
}
