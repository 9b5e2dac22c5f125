using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>TIMEOUTS (RFC 9293 section 3.10.8).</content>
internal static partial class Step
{
    // R1 of RFC 9293 section 3.8.3, in retransmissions of the same segment.
    private const int FirstThreshold = 3;

    private static ReferenceStack Advance(ReferenceStack stack, long now)
    {
        Connection? due = stack.Connections.Values.Where(c => c.NextDeadline <= now).MinBy(static c => c.NextDeadline);
        return due is null ? stack : Advance(stack.Put(Expire(due, now) with { Stirred = true }), now);
    }

    private static Connection Expire(Connection c, long now)
    {
        // TIME-WAIT, or a FIN-WAIT-2 that nobody waits in.
        if (c.StateEndsAt <= now)
        {
            return c.Finish();
        }

        c = c.AcknowledgeAt <= now ? c with { AcknowledgeAt = null, AckNow = true } : c;
        c = c.ReorderAt <= now ? ReorderingExpires(c, now) : c;
        Connection? next = c.TailProbeAt <= now ? TailProbeExpires(c, now)
            : c.RetransmitAt <= now ? RetransmitExpires(c, now)
            : c;
        next = next?.PersistAt <= now ? PersistExpires(next, now) : next;
        next = next?.KeepAliveAt <= now ? KeepAliveExpires(next, now) : next;
        return next ?? GiveUp(c);
    }

    /// <summary>RFC 9293 section 3.8.3: after R2 the connection is closed, and the application is told.</summary>
    private static Connection GiveUp(Connection c) => (c.IsSynchronized ? c.SendReset() : c).Fail(StackError.TimedOut);

    /// <summary>RFC 8985 section 6.2: what was only late is lost now.</summary>
    private static Connection ReorderingExpires(Connection c, long now)
    {
        bool open = c.Recovery == RecoveryPhase.Open;
        (c, _) = RecoverBySack(c, new AckSample { PriorPipe = c.Pipe }, now);

        // RFC 9937 section 6.2: nothing was delivered, so that only the first retransmission goes.
        CongestionAck nothing = new() { Now = now, Pipe = c.Pipe, TellsOfLoss = true };
        return open && c.Recovery == RecoveryPhase.Fast
            ? c with { Congestion = After(c.Congestion, (ref control) => control.OnAcknowledged(nothing)) }
            : c;
    }

    /// <summary>RFC 8985 section 7.3.</summary>
    private static Connection TailProbeExpires(Connection c, long now)
    {
        c = c with { TailProbeAt = null };
        return c.Sent.IsEmpty
            ? c
            : (c with { TailProbeNow = true, TailProbe = new TailProbe(c.SndNxt, null), Measured = false }).RestartRetransmit(now);
    }

    /// <summary>RFC 6298 section 5, rules 5.4 to 5.6. Null: the connection is given up.</summary>
    private static Connection? RetransmitExpires(Connection c, long now)
    {
        if (now >= c.GiveUpAt)
        {
            return null;
        }

        c = c with { Rto = After(c.Rto, static (ref rto) => rto.BackOff()), TailProbeAt = null, ReorderAt = null, Timeouts = c.Timeouts + 1 };
        c = c.Timeouts == FirstThreshold ? c.Tell(ConnectionEvents.Stalled) : c;
        if (!c.IsSynchronized)
        {
            return (c with { SynNow = true }).RestartRetransmit(now);
        }

        // RFC 5681 section 3.1: the threshold is set by the first timeout of a stretch only.
        bool again = c.Recovery == RecoveryPhase.Timeout && Sequence.Less(c.SndUna, c.RecoveryPoint!.Value);
        uint flight = Math.Min(c.Outstanding, c.Congestion.Window);
        c = c with
        {
            Doubt = DoubtTimeout(c, again),
            Congestion = After(c.Congestion, (ref control) => control.OnTimeout(flight, again)),
            Recovery = RecoveryPhase.Timeout,
            RecoveryPoint = c.SndNxt,
            DuplicateAcks = 0,
            Sent = LoseAfterTimeout(c, now),
        };
        return c.ForgetTailProbe().RestartRetransmit(now);
    }

    /// <summary>RFC 8985 section 6.3: the first is lost, and all that was sent so long ago; without SACK everything.</summary>
    private static System.Collections.Immutable.ImmutableList<SentSegment> LoseAfterTimeout(Connection c, long now)
    {
        // RFC 2018 section 8: the receiver has dropped what it had told of, when the front of the queue is SACKed and not acknowledged.
        bool forget = !c.Sack || c.Sent[0].Has(SentFlags.Sacked);
        long window = ReorderingWindow(c);
        SentSegment Judge(SentSegment sent, int index)
        {
            sent = forget ? sent with { Flags = sent.Flags & ~SentFlags.Sacked } : sent;
            bool lost = index == 0 || !c.Sack || c.Rack.IsOverdue(sent, window, now) || sent.SentAt + c.Rto.Base <= now;
            return lost && !sent.Has(SentFlags.Sacked) ? Connection.Lose(sent) : sent;
        }

        return [.. c.Sent.Select(Judge)];
    }

    /// <summary>RFC 9293 section 3.8.6.1, and the override timeout of section 3.8.6.2.1.</summary>
    private static Connection? PersistExpires(Connection c, long now)
    {
        if (c.UsableWindow > 0)
        {
            return c with { PersistAt = null, Override = true };
        }

        if (now - c.ProgressAt >= c.Settings.UserTimeout)
        {
            return null;
        }

        int probes = Math.Min(c.Probes + 1, byte.MaxValue);
        long at = Math.Min(now + c.PersistInterval(probes), c.ProgressAt + c.Settings.UserTimeout);
        return c with { Probes = probes, ProbeNow = true, PersistAt = at };
    }

    /// <summary>RFC 9293 section 3.8.4: only when nothing was heard, and nothing is outstanding that brings an answer by itself.</summary>
    private static Connection? KeepAliveExpires(Connection c, long now)
    {
        if (!c.Sent.IsEmpty || c.PersistAt is not null)
        {
            return c with { KeepAliveAt = now + c.Settings.KeepAliveIdle };
        }

        if (c.KeepAliveProbes == 0 && now < c.HeardAt + c.Settings.KeepAliveIdle)
        {
            return c with { KeepAliveAt = c.HeardAt + c.Settings.KeepAliveIdle };
        }

        return c.KeepAliveProbes >= c.Settings.KeepAliveCount
            ? null
            : c with { KeepAliveProbes = c.KeepAliveProbes + 1, KeepAliveNow = true, KeepAliveAt = now + c.Settings.KeepAliveInterval };
    }
}
