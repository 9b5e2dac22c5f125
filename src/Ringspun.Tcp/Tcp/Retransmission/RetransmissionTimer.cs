using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Retransmission;

/// <summary>The retransmission timer (RFC 6298 section 5), and the probing of closed windows (RFC 9293 section 3.8.6.1).</summary>
internal static class RetransmissionTimer
{
    // R1, in retransmissions of the same segment (SHLD-10).
    private const byte FirstThreshold = 3;

    /// <summary>Starts the timer anew, or stops it when nothing is outstanding (rules 5.1 to 5.3).</summary>
    public static void Restart(TcpBlock block, long now)
    {
        if (block.Sent.Count == 0)
        {
            block.Deadlines.Clear(TimerKind.Retransmit);
            return;
        }

        // RFC9293 MUST-20, RFC9293 MUST-21: R2 is a time, and the application's to set; the timer does not run beyond it.
        block.Deadlines.Set(TimerKind.Retransmit, Math.Min(now + block.Rto.Current(block.Settings), GiveUpAt(block)));
    }

    /// <summary>The peer has taken something new: the count towards R1 begins anew, and a stall that the application has not heard of is over.</summary>
    public static void OnProgress(TcpBlock block, long now)
    {
        block.ProgressAt = now;
        block.Timeouts = 0;
        block.Events &= ~ConnectionEvents.Stalled;
    }

    /// <summary>When a connection without progress is given up.</summary>
    public static long GiveUpAt(TcpBlock block) => block.ProgressAt + block.State switch
    {
        // RFC9293 MUST-22, RFC9293 MUST-23: the same for SYNs, for at least three minutes of an active open.
        TcpState.SynSent => block.Settings.ConnectTimeout,
        TcpState.SynReceived => block.Has(BlockFlags.Passive) ? block.Settings.HandshakeTimeout : block.Settings.ConnectTimeout,
        _ => block.Settings.UserTimeout,
    };

    /// <summary>Something waits for the peer's window, or for Nagle's leave: when nothing outstanding will bring an acknowledgment, a timer must run.</summary>
    public static void AwaitWindow(TcpBlock block, long now)
    {
        if (block.Sent.Count > 0 || block.Deadlines.IsSet(TimerKind.Persist) || block.Has(BlockFlags.ProbeNow))
        {
            return;
        }

        if (block.Probes == 0)
        {
            block.ProgressAt = now;
        }

        // RFC9293 MUST-35: by the standard probes. SHLD-29, SHLD-30: the first probe after the retransmission timeout, then exponentially later.
        long wait = Math.Min(block.Rto.Base << Math.Min(block.Probes, (byte)16), block.Settings.MaximumRto);
        block.Deadlines.Set(TimerKind.Persist, now + wait);
    }

    /// <summary>The wait for a window is over.</summary>
    /// <returns>Whether the connection goes on.</returns>
    public static bool OnPersist(TcpBlock block, long now)
    {
        block.Deadlines.Clear(TimerKind.Persist);
        if ((int)(block.SndUna + block.SndWnd - block.SndNxt) > 0)
        {
            block.Set(BlockFlags.Override);
            return true;
        }

        // RFC9293 MUST-37: a window may stay closed for as long as the peer answers: an answer counts as progress.
        if (now - block.ProgressAt >= block.Settings.UserTimeout)
        {
            return false;
        }

        block.Probes = (byte)Math.Min(block.Probes + 1, byte.MaxValue);
        block.Set(BlockFlags.ProbeNow);
        long wait = Math.Min(block.Rto.Base << Math.Min(block.Probes, (byte)16), block.Settings.MaximumRto);
        block.Deadlines.Set(TimerKind.Persist, Math.Min(now + wait, block.ProgressAt + block.Settings.UserTimeout));
        return true;
    }

    /// <summary>The timer has run out.</summary>
    /// <returns>Whether the connection goes on.</returns>
    public static bool OnExpired(Stack stack, TcpBlock block, long now)
    {
        if (now >= GiveUpAt(block))
        {
            return false;
        }

        stack.Counters.Count(StackCounter.Timeouts);
        block.Rto.BackOff();
        Advise(stack, block);
        block.Deadlines.Clear(TimerKind.Probe);
        block.Deadlines.Clear(TimerKind.Reordering);
        if (!block.IsSynchronized)
        {
            block.Set(BlockFlags.SynNow);
            Restart(block, now);
            return true;
        }

        PathMtuSearch.OnTimeout(stack, block, now);

        // RFC 5681 section 3.1: the threshold is set by the first timeout only, not while the same segment is sent again and again.
        bool again = block.Recovery == RecoveryPhase.Timeout && Sequence.Less(block.SndUna, block.RecoveryPoint);
        Undo.Begin(block, byTimeout: true);
        if (!again)
        {
            ForwardRto.Begin(block);
            block.Ecn.OnReduced();
        }
        else
        {
            block.Undo.Forward = ForwardStep.None;
        }

        // RFC9293 MUST-19: slow start from the loss window, one segment. FlightSize is all that is outstanding, but no more than the window had let go.
        block.Congestion.OnTimeout(Math.Min(block.Sent.Bytes, block.Congestion.Window), again, stack.Undos);
        MarkLost(block, now);
        block.Recovery = RecoveryPhase.Timeout;
        block.RecoveryPoint = block.SndNxt;
        block.Set(BlockFlags.RecoveryPointSet);
        block.DuplicateAcks = 0;
        TailLossProbe.Forget(block);
        Restart(block, now);
        return true;
    }

    /// <summary>
    /// RFC 9293 section 3.8.3: at R1 the network layer is given negative advice, and the application hears of it (SHLD-9). Routes are the program's, so
    /// that one event is both.
    /// </summary>
    private static void Advise(Stack stack, TcpBlock block)
    {
        block.Timeouts = (byte)Math.Min(block.Timeouts + 1, byte.MaxValue);
        if (block.Timeouts == FirstThreshold)
        {
            stack.Counters.Count(StackCounter.Stalls);
            stack.Tell(block, ConnectionEvents.Stalled);
        }
    }

    /// <summary>RFC 8985 section 6.3: the first stretch is lost, and all that was sent so long ago that its acknowledgment were here.</summary>
    private static void MarkLost(TcpBlock block, long now)
    {
        ref SentQueue queue = ref block.Sent;

        // RFC 2018 section 8: a receiver may drop what it has SACKed. It has, when the front of the queue is SACKed and not acknowledged.
        bool reneged = queue.At(0).Has(SentFlags.Sacked);
        bool sack = block.Has(BlockFlags.Sack);
        long window = SackRecovery.Window(block);
        for (int i = 0; i < queue.Count; i++)
        {
            ref SentSegment segment = ref queue.At(i);
            if (segment.Has(SentFlags.Sacked) && (reneged || !sack))
            {
                queue.SetFlags(i, segment.Flags & ~SentFlags.Sacked);
            }

            if (!segment.Has(SentFlags.Sacked) && (i == 0 || !sack || block.Rack.IsOverdue(segment, window, now) || segment.SentAt + block.Rto.Base <= now))
            {
                queue.MarkLost(i);
            }
        }
    }
}
