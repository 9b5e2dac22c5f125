using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Recovery;

/// <summary>Tail loss probes (RFC 8985 section 7): the end of what was sent is sent again before the timeout, so that its loss is seen by SACK.</summary>
internal static class TailLossProbe
{
    // Section 7.2: how long a receiver may hold the acknowledgment of a lone segment back.
    private const long MaxAckDelay = 200_000_000;

    /// <summary>Section 7.2: something new was sent or acknowledged.</summary>
    public static void Schedule(TcpBlock block, long now)
    {
        bool possible = block.Has(BlockFlags.Sack) && block.Recovery == RecoveryPhase.Open && block.Sent.Count > 0
            && block.Sent.SackedBytes == 0 && !block.Has(BlockFlags.TailProbeOut) && block.Has(BlockFlags.Measured);
        if (!possible)
        {
            block.Deadlines.Clear(TimerKind.Probe);
            return;
        }

        // Section 7.3: one probe at a time, and none before a round trip was measured since the last: probes must not hide that the path has become longer.
        long wait = 2 * block.Rto.SmoothedRtt;
        wait += block.Sent.Bytes <= block.SndMss ? MaxAckDelay : 0;

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
        block.Clear(BlockFlags.TailProbeRepeated | BlockFlags.Measured);
        block.TailProbeEnd = block.SndNxt;
        Retransmission.RetransmissionTimer.Restart(block, now);
    }

    /// <summary>The probe has gone out: it ends where all that was sent ends.</summary>
    /// <param name="block">The connection.</param>
    /// <param name="length">The bytes of what was sent again; 0 for new data.</param>
    public static void OnSent(TcpBlock block, uint length)
    {
        block.TailProbeEnd = block.SndNxt;
        block.TailProbeLength = length;
        if (length > 0)
        {
            block.Set(BlockFlags.TailProbeRepeated);
        }
    }

    /// <summary>The end of what was sent is cared for otherwise.</summary>
    public static void Forget(TcpBlock block) => block.Clear(BlockFlags.TailProbeOut | BlockFlags.TailProbeRepeated | BlockFlags.TailProbeNow);

    /// <summary>Section 7.4.2: whether an acknowledgment shows that the probe repaired a loss, which congestion control must hear of.</summary>
    /// <param name="block">The connection.</param>
    /// <param name="acknowledgment">SEG.ACK.</param>
    /// <param name="sample">What else it tells.</param>
    public static bool Ends(TcpBlock block, uint acknowledgment, in AckSample sample)
    {
        if (!block.Has(BlockFlags.TailProbeOut) || Sequence.Less(acknowledgment, block.TailProbeEnd))
        {
            return false;
        }

        bool repeated = block.Has(BlockFlags.TailProbeRepeated);
        if (!repeated || (sample.Duplicate && sample.DuplicateBlock.Right == block.TailProbeEnd))
        {
            // New data, or both copies arrived: nothing was lost.
            Forget(block);
            return false;
        }

        if (Sequence.Greater(acknowledgment, block.TailProbeEnd))
        {
            Forget(block);
            Undo.BeginAfterProbe(block, block.TailProbeEnd - block.TailProbeLength, block.TailProbeLength);
            return true;
        }

        if (sample.Repeats && sample.Delivered == 0 && !sample.Duplicate)
        {
            Forget(block);
        }

        return false;
    }
}
