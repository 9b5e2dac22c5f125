using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>Loss detection and recovery: with SACK by RFC 8985 and RFC 9937, without by RFC 5681 and RFC 6582.</content>
internal static partial class Step
{
    private const int DuplicateThreshold = 3;

    private static Connection Recover(Connection c, Segment segment, AckSample sample, long now)
    {
        c = c.Doubt is null ? c : Reconsider(c, segment.Options, sample, now);
        (c, bool repaired) = EndTailProbe(c, segment.Acknowledgment, sample);
        if (repaired && c.Recovery == RecoveryPhase.Open)
        {
            // RFC 8985 section 7.4: the probe has repaired a loss, of which congestion control must hear.
            c = c with
            {
                Congestion = After(c.Congestion, (ref control) =>
                {
                    control.OnRecoveryBegin(sample.PriorPipe, sample.PriorPipe);
                    control.OnRecoveryEnd();
                }),
            };
        }

        (c, sample) = c.Sack ? RecoverBySack(c, sample, now) : RecoverByDuplicates(c, sample);
        c = TellCongestion(c, sample, now);
        bool over = c.Recovery == RecoveryPhase.Timeout && Sequence.GreaterOrEqual(c.SndUna, c.RecoveryPoint!.Value);
        return over ? EndRecovery(c) : c;
    }

    private static Connection EndRecovery(Connection c) => c with
    {
        Recovery = RecoveryPhase.Open,
        DuplicateAcks = 0,
        Congestion = After(c.Congestion, static (ref control) => control.OnRecoveryEnd()),
        Rack = After(c.Rack, static (ref rack) => rack.OnRecoveryEnd()),
    };

    /// <summary>RFC 8985 section 7.4.2: whether the probe's episode is over, and whether the probe has repaired a loss.</summary>
    private static (Connection, bool Repaired) EndTailProbe(Connection c, uint acknowledgment, AckSample sample)
    {
        if (c.TailProbe is not { } probe || Sequence.Less(acknowledgment, probe.End))
        {
            return (c, false);
        }

        // New data as a probe, or both copies arrived: nothing was lost.
        if (probe.Repeated is not { } length || (sample.Duplicate && sample.DuplicateBlock.Right == probe.End))
        {
            return (c.ForgetTailProbe(), false);
        }

        if (Sequence.Greater(acknowledgment, probe.End))
        {
            return (c.ForgetTailProbe() with { Doubt = new Doubt { First = probe.End - length, Repeated = length } }, true);
        }

        return (sample.Repeats && sample.Delivered == 0 && !sample.Duplicate ? c.ForgetTailProbe() : c, false);
    }

    private static (Connection, AckSample) RecoverBySack(Connection c, AckSample sample, long now)
    {
        (c, sample.NewLoss) = DetectLoss(c, now);
        if (c.Recovery == RecoveryPhase.Fast && Sequence.GreaterOrEqual(c.SndUna, c.RecoveryPoint!.Value))
        {
            c = EndRecovery(c);
        }

        return (c.Recovery == RecoveryPhase.Open && c.ToRepair > 0 ? BeginRecovery(c, sample.PriorPipe) : c, sample);
    }

    private static Connection BeginRecovery(Connection c, uint flight) => c.ForgetTailProbe() with
    {
        Recovery = RecoveryPhase.Fast,
        RecoveryPoint = c.SndNxt,
        Doubt = new Doubt { First = c.SndUna },
        TailProbeAt = null,
        Congestion = After(c.Congestion, (ref control) => control.OnRecoveryBegin(flight, flight)),
    };

    /// <summary>RFC 8985 section 6.2: what was sent sufficiently before something that has arrived is lost.</summary>
    private static (Connection, bool NewLoss) DetectLoss(Connection c, long now)
    {
        c = c with { ReorderAt = null };
        if (!c.Sent.Any(static sent => sent.Has(SentFlags.Sacked) || sent.Has(SentFlags.Lost)))
        {
            // Nothing has arrived out of order.
            return (c, false);
        }

        SentQueue queue = Queue(c);
        long window = ReorderingWindow(c);
        long wait = c.Rack.DetectLoss(ref queue, window, now);
        uint before = c.ToRepair;
        c = c with { Sent = [.. Enumerable.Range(0, queue.Count).Select(i => queue.At(i))], ReorderAt = wait > 0 ? now + wait : null };
        return (c, c.ToRepair > before);
    }

    /// <summary>How long is waited for what may only be late.</summary>
    private static long ReorderingWindow(Connection c) =>
        c.Rack.ReorderingWindow(c.Recovery != RecoveryPhase.Open, Queue(c), c.SndMss, c.Rto.MinimumRtt, c.Rto.SmoothedRtt);

    /// <summary>The retransmission queue in the form that RACK reads.</summary>
    private static SentQueue Queue(Connection c)
    {
        SentQueue queue = default;
        SegmentStore store = new();
        foreach (SentSegment sent in c.Sent)
        {
            queue.Append(store, sent.Start, sent.End, sent.SentAt);
            queue.SetFlags(queue.Count - 1, sent.Flags);
        }

        return queue;
    }

    private static (Connection, AckSample) RecoverByDuplicates(Connection c, AckSample sample)
    {
        if (c.Recovery == RecoveryPhase.Fast)
        {
            return InFastRecovery(c, sample);
        }

        if (c.Recovery != RecoveryPhase.Open || !sample.Repeats)
        {
            return (c, sample);
        }

        c = c with { DuplicateAcks = Math.Min(c.DuplicateAcks + 1, byte.MaxValue) };

        // RFC 6582 section 3.2, steps 2 and 4: one recovery for a window of data, and none by duplicates of what was sent again.
        if (c.DuplicateAcks != DuplicateThreshold || (c.RecoveryPoint is { } point && Sequence.LessOrEqual(c.SndUna, point)))
        {
            return (c, sample);
        }

        // RFC 5681 section 3.2, steps 2 and 3; what limited transmit has sent does not count.
        uint extra = (DuplicateThreshold - 1) * (uint)c.SndMss;
        uint flight = c.Outstanding > extra ? Math.Min(c.Outstanding, Math.Max(c.Congestion.Window, extra)) : c.Outstanding;
        c = c with
        {
            Recovery = RecoveryPhase.Fast,
            RecoveryPoint = c.SndNxt,
            Doubt = new Doubt { First = c.SndUna },
            Congestion = After(c.Congestion, (ref control) => control.OnRecoveryBegin(flight, flight)),
        };
        return EstimateDelivered(LoseFirst(c), sample, 0);
    }

    private static (Connection, AckSample) InFastRecovery(Connection c, AckSample sample)
    {
        if (!sample.Advanced)
        {
            // Step 4: each further one means that a segment has left the network.
            return sample.Repeats ? EstimateDelivered(c, sample, 0) : (c, sample with { Delivered = 0 });
        }

        if (Sequence.GreaterOrEqual(c.SndUna, c.RecoveryPoint!.Value))
        {
            // RFC 6582 section 3.2, step 3: a full acknowledgment.
            return (EndRecovery(c) with { Rack = c.Rack }, sample);
        }

        // A partial one: the next segment is lost too.
        return EstimateDelivered(LoseFirst(c), sample, sample.Acknowledged);
    }

    private static (Connection, AckSample) EstimateDelivered(Connection c, AckSample sample, uint acknowledged)
    {
        CongestionControl control = c.Congestion;
        sample.Delivered = control.EstimateDelivered(acknowledged);
        return (c with { Congestion = control }, sample);
    }

    private static Connection LoseFirst(Connection c)
    {
        c = !c.Sent.IsEmpty && c.Sent[0].Length > c.SndMss ? c.Split(0, c.Sent[0].Start + c.SndMss) : c;
        return c.Sent.IsEmpty || c.Sent[0].Has(SentFlags.Lost) ? c : c with { Sent = c.Sent.SetItem(0, Connection.Lose(c.Sent[0])) };
    }

    private static Connection TellCongestion(Connection c, AckSample sample, long now) => c with
    {
        Congestion = After(c.Congestion, (ref control) => control.OnAcknowledged(new CongestionAck
        {
            Now = now,
            Acknowledged = sample.Acknowledged,
            Delivered = sample.Delivered,
            FlightBefore = c.Outstanding + sample.Acknowledged,
            Pipe = c.Pipe,
            Rtt = sample.Rtt,
            SmoothedRtt = c.Rto.SmoothedRtt,
            WindowLimited = c.Recovery == RecoveryPhase.Timeout || c.Congestion.IsLimiting(sample.PriorPipe),
            TellsOfLoss = sample.NewLoss,
        })),
    };
}
