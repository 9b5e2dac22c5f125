using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Recovery;

/// <summary>Tail loss probes (RFC 8985 section 7): the end of what was sent is sent again before the timeout, so that its loss is seen by SACK.</summary>
internal static class TailLossProbe
{
    // Section 7.2: how long a receiver may hold the acknowledgment of a lone segment back.
    private const long MaxAckDelay = 200_000_000;
    private const long WithoutMeasurement = 1_000_000_000;

    /// <summary>Section 7.2: something new was sent or acknowledged.</summary>
    public static void Schedule(TcpBlock block, long now)
    {
        bool possible = block.Has(BlockFlags.Sack) && block.Recovery == RecoveryPhase.Open && block.Sent.Count > 0
            && block.Sent.SackedBytes == 0 && !block.Has(BlockFlags.TailProbeOut);
        if (!possible)
        {
            block.Deadlines.Clear(TimerKind.Probe);
            return;
        }

        long wait = WithoutMeasurement;
        if (block.Rto.SmoothedRtt > 0)
        {
            wait = 2 * block.Rto.SmoothedRtt;
            wait += block.Sent.Bytes <= block.SndMss ? MaxAckDelay : 0;
        }

        // The timeout comes first: then it is the probe's turn when that would have been.
        long at = now + wait;
        long timeout = block.Deadlines.Of(TimerKind.Retransmit);
        block.Deadlines.Set(TimerKind.Probe, Math.Min(at, timeout));
    }

    /// <summary>Section 7.3: the probe's time has come.</summary>
    public static void OnExpired(Stack stack, TcpBlock block, long now)
    {
        block.Deadlines.Clear(TimerKind.Probe);
        if (block.Sent.Count == 0)
        {
            return;
        }

        stack.Counters.Count(StackCounter.TailLossProbes);
        block.Set(BlockFlags.TailProbeNow | BlockFlags.TailProbeOut);
        block.Clear(BlockFlags.TailProbeRepeated);
        block.TailProbeEnd = block.SndNxt;
        Retransmission.RetransmissionTimer.Restart(block, now);
    }

    /// <summary>Section 7.4.2: whether an acknowledgment shows that the probe repaired a loss, which congestion control must hear of.</summary>
    /// <param name="block">The connection.</param>
    /// <param name="acknowledgment">SEG.ACK.</param>
    /// <param name="duplicate">Whether it reported the probe as a duplicate.</param>
    /// <param name="repeatsNothingElse">Whether it is a plain repetition of the last one.</param>
    public static bool Ends(TcpBlock block, uint acknowledgment, bool duplicate, bool repeatsNothingElse)
    {
        if (!block.Has(BlockFlags.TailProbeOut) || Sequence.Less(acknowledgment, block.TailProbeEnd))
        {
            return false;
        }

        bool repeated = block.Has(BlockFlags.TailProbeRepeated);
        if (!repeated || duplicate)
        {
            // New data, or both copies arrived: nothing was lost.
            block.Clear(BlockFlags.TailProbeOut | BlockFlags.TailProbeRepeated);
            return false;
        }

        if (Sequence.Greater(acknowledgment, block.TailProbeEnd))
        {
            block.Clear(BlockFlags.TailProbeOut | BlockFlags.TailProbeRepeated);
            return true;
        }

        if (repeatsNothingElse)
        {
            block.Clear(BlockFlags.TailProbeOut | BlockFlags.TailProbeRepeated);
        }

        return false;
    }
}
