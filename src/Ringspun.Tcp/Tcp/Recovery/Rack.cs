using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Recovery;

/// <summary>RACK (RFC 8985 section 6.2): what was sent sufficiently before something that has arrived is lost.</summary>
internal struct Rack
{
    // RFC 5681's number of duplicates, at which no time is left for reordering (section 6.2, step 4).
    private const int DuplicateThreshold = 3;

    // Section 6.2, step 4: a wider window is kept for so many recoveries without another sign of reordering.
    private const int PersistRecoveries = 16;

    // Bits of one byte: there is one of these for every connection.
    private const byte AnyBit = 1;
    private const byte ForwardKnownBit = 2;
    private const byte RoundRunningBit = 4;
    private const byte ReorderingSeenBit = 8;

    private long _sentAt;
    private long _rtt;
    private long _measuredAt;
    private long _measuredSentAt;
    private uint _end;
    private uint _forward;
    private uint _roundEnd;
    private byte _multiplier;
    private byte _persist;
    private byte _bits;

    /// <summary>Whether something sent later has arrived before something sent earlier.</summary>
    public readonly bool ReorderingSeen => Has(ReorderingSeenBit);

    /// <summary>RACK.rtt: the round trip of what was sent last among what has arrived.</summary>
    public readonly long Rtt => _rtt;

    /// <summary>Steps 2 and 3: a stretch has been acknowledged or SACKed.</summary>
    public void OnDelivered(in SentSegment segment, long now, long minimumRtt, bool echoesRetransmission)
    {
        long rtt = now - segment.SentAt;
        bool retransmitted = segment.Has(SentFlags.EverRetransmitted);
        DetectReordering(segment, retransmitted);

        // Step 2: an acknowledgment this soon is of the original, or its timestamp says so.
        if (retransmitted && (!echoesRetransmission || rtt < minimumRtt))
        {
            return;
        }

        // Of what one acknowledgment tells, the newest transmission measures; it may be older than the newest of all.
        if (now != _measuredAt || segment.SentAt >= _measuredSentAt)
        {
            (_rtt, _measuredAt, _measuredSentAt) = (rtt, now, segment.SentAt);
        }

        if (!Has(AnyBit) || IsAfter(segment.SentAt, segment.End, _sentAt, _end))
        {
            _sentAt = segment.SentAt;
            _end = segment.End;
            _bits |= AnyBit;
        }
    }

    /// <summary>A recovery was needless: what was taken for lost was only late.</summary>
    public void OnReordering() => _bits |= ReorderingSeenBit;

    /// <summary>The receiver told of a duplicate: a retransmission was needless, so the window was too small (step 4).</summary>
    public void OnDuplicateReported(uint unacknowledged, uint next)
    {
        if (Has(RoundRunningBit) && Sequence.Less(unacknowledged, _roundEnd))
        {
            return;
        }

        _bits |= RoundRunningBit;
        _roundEnd = next;
        _multiplier = (byte)Math.Min(_multiplier + 1, byte.MaxValue);
        _persist = PersistRecoveries;
    }

    /// <summary>A recovery is over.</summary>
    public void OnRecoveryEnd()
    {
        if (_persist > 0 && --_persist == 0)
        {
            _multiplier = 0;
        }
    }

    /// <summary>Step 4: how long to wait for what may only be late.</summary>
    /// <param name="recovering">Whether something is being repaired.</param>
    /// <param name="queue">What is outstanding.</param>
    /// <param name="segmentSize">SMSS. RFC 6675's IsLost counts bytes, above two segments: options take their part of each.</param>
    /// <param name="minimumRtt">RACK.min_RTT.</param>
    /// <param name="smoothedRtt">SRTT.</param>
    public readonly long ReorderingWindow(bool recovering, in SentQueue queue, uint segmentSize, long minimumRtt, long smoothedRtt)
    {
        bool threshold = queue.SackedCount >= DuplicateThreshold || queue.SackedBytes > (DuplicateThreshold - 1) * segmentSize;
        if (!ReorderingSeen && (recovering || threshold))
        {
            return 0;
        }

        return minimumRtt == long.MaxValue ? 0 : Math.Min((_multiplier + 1) * (minimumRtt / 4), smoothedRtt);
    }

    /// <summary>Step 5: marks what is lost.</summary>
    /// <returns>How long until more may be taken for lost; 0 for never.</returns>
    public readonly long DetectLoss(ref SentQueue queue, long window, long now)
    {
        long wait = 0;
        bool any = Has(AnyBit);
        for (int i = 0; any && i < queue.Count; i++)
        {
            ref SentSegment segment = ref queue.At(i);
            if (!IsAfter(_sentAt, _end, segment.SentAt, segment.End))
            {
                if (!segment.Has(SentFlags.EverRetransmitted))
                {
                    // Originals were sent in order: none behind this one was sent before it.
                    break;
                }

                continue;
            }

            if (segment.Has(SentFlags.Sacked) || (segment.Flags & (SentFlags.Lost | SentFlags.Retransmitted)) == SentFlags.Lost)
            {
                continue;
            }

            long remaining = segment.SentAt + _rtt + window - now;
            if (remaining <= 0)
            {
                queue.MarkLost(i);
            }
            else
            {
                wait = Math.Max(wait, remaining);
            }
        }

        return wait;
    }

    /// <summary>Section 6.3: whether something was sent so long ago that it is lost when the retransmission timer has run out.</summary>
    public readonly bool IsOverdue(in SentSegment segment, long window, long now) => Has(AnyBit) && segment.SentAt + _rtt + window <= now;

    /// <summary>Step 3, for each stretch in the order of the sequence numbers.</summary>
    private void DetectReordering(in SentSegment segment, bool retransmitted)
    {
        if (!Has(ForwardKnownBit) || Sequence.Greater(segment.End, _forward))
        {
            _forward = segment.End;
            _bits |= ForwardKnownBit;
        }
        else if (Sequence.Less(segment.End, _forward) && !retransmitted)
        {
            _bits |= ReorderingSeenBit;
        }
    }

    private readonly bool Has(byte bit) => (_bits & bit) != 0;

    // RACK_sent_after of section 6.2: equal times are told apart by the sequence numbers.
    private static bool IsAfter(long sentAt, uint end, long otherSentAt, uint otherEnd) =>
        sentAt > otherSentAt || (sentAt == otherSentAt && Sequence.Greater(end, otherEnd));
}
