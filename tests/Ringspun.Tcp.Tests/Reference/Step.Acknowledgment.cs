using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>Fifth, the ACK field (RFC 9293 section 3.10.7.4).</content>
internal static partial class Step
{
    /// <returns>The connection, and whether the rest of the segment counts.</returns>
    private static (Connection, bool GoesOn) AcknowledgmentArrives(Connection c, Segment segment, long now)
    {
        if (c.State == TcpState.SynReceived)
        {
            if (segment.Acknowledgment != c.Iss + 1)
            {
                return (c with { Answers = c.Answers.Add(Answer.Reset(c.Local, c.Remote, segment)) }, false);
            }

            c = OpenUp(c, now) with { SndWl1 = segment.Sequence - 1 };
            if (c.State != TcpState.Established)
            {
                return (c, false);
            }
        }

        // RFC 5961 section 5.2: neither of the future, nor older than any window that was ever open.
        if (Sequence.Greater(segment.Acknowledgment, c.SndMax) || Sequence.Less(segment.Acknowledgment, c.SndUna - c.MaxSndWnd))
        {
            return (Challenge(c, now), false);
        }

        if (c.State == TcpState.TimeWait)
        {
            return (c, false);
        }

        c = Acknowledge(c, segment, now);
        c = c.FinSent && c.SndUna == c.SndNxt ? FinAcknowledged(c, now) : c;
        return (c, c.State is not (TcpState.Closed or TcpState.TimeWait));
    }

    private static Connection FinAcknowledged(Connection c, long now) => c.State switch
    {
        TcpState.FinWait1 => (c with { State = TcpState.FinWait2 }).AwaitPeer(now),
        TcpState.Closing => c.EnterTimeWait(now),
        TcpState.LastAck => c.Finish(),
        _ => c,
    };

    /// <summary>What an acceptable acknowledgment changes on the send side.</summary>
    private static Connection Acknowledge(Connection c, Segment segment, long now)
    {
        (bool outstanding, uint una, uint window) = (!c.Sent.IsEmpty, c.SndUna, c.SndWnd);
        AckSample sample = new() { PriorPipe = c.Pipe };
        c = UpdateWindow(c with { Stirred = true }, segment, now);

        // RFC 5681 section 2: a duplicate acknowledgment.
        sample.Repeats = segment.Acknowledgment == una && outstanding && segment.Length == 0 && c.SndWnd == window;
        if (Sequence.Greater(segment.Acknowledgment, una))
        {
            (c, sample) = MoveUna(c, segment, sample, now);
        }

        if (segment.Options.SackCount > 0 && c.Sack)
        {
            (c, sample) = SacksArrive(c, segment, sample, now);
        }

        (c, sample) = sample.Advanced ? Measure(c, segment.Options, sample, now) : (c, sample);
        if (!c.Sent.IsEmpty || sample.Advanced || sample.Duplicate)
        {
            c = Recover(c, segment, sample, now);
        }

        // RFC 6298, rules 5.2 and 5.3: only what is new restarts the timer.
        c = sample.Advanced ? c.RestartRetransmit(now) : c;
        c = sample.Advanced || sample.Delivered > 0 ? c.ScheduleTailProbe(now) : c;
        return sample.Advanced ? TellOfRoom(c) : c;
    }

    /// <summary>Half of the buffer at once, so that the application is not woken for each segment.</summary>
    private static Connection TellOfRoom(Connection c) => c.WantsRoom && c.SendQueue.Length <= c.Settings.SendBuffer / 2
        ? (c with { WantsRoom = false }).Tell(ConnectionEvents.Writable)
        : c;

    /// <summary>If SND.WL1 &lt; SEG.SEQ, or SND.WL1 = SEG.SEQ and SND.WL2 =&lt; SEG.ACK, the window is taken over.</summary>
    private static Connection UpdateWindow(Connection c, Segment segment, long now)
    {
        uint before = c.SndWnd;
        uint window = (uint)segment.Window << c.SndShift;
        bool newer = Sequence.Less(c.SndWl1, segment.Sequence)
            || (c.SndWl1 == segment.Sequence && Sequence.LessOrEqual(c.SndWl2, segment.Acknowledgment));
        if (newer && Sequence.GreaterOrEqual(segment.Acknowledgment, c.SndUna))
        {
            c = c with
            {
                SndWnd = window,
                SndWl1 = segment.Sequence,
                SndWl2 = segment.Acknowledgment,
                MaxSndWnd = Math.Max(c.MaxSndWnd, window),
            };
        }

        // RFC 9293 section 3.8.6.1: a peer that keeps its window closed and answers lives.
        return c.SndWnd == 0 ? c with { ProgressAt = now }
            : c.Probes > 0 || before == 0 ? c with { Probes = 0, ProbeNow = false, PersistAt = null }
            : c;
    }

    /// <summary>SND.UNA moves: what is acknowledged leaves the queues.</summary>
    private static (Connection, AckSample) MoveUna(Connection c, Segment segment, AckSample sample, long now)
    {
        uint acknowledgment = segment.Acknowledgment;
        sample.Acknowledged = acknowledgment - c.SndUna;
        if (Sequence.Greater(acknowledgment, c.SndNxt))
        {
            // The byte, or the FIN, that probed a closed window was taken: now it counts as sent.
            sample.Delivered += acknowledgment - c.SndNxt;
            c = c.Unsent == 0 && c.FinQueued ? SendFin(c) : c;
            c = c with { SndNxt = acknowledgment };
        }

        bool ambiguous = false;
        foreach (SentSegment sent in c.Sent.TakeWhile(sent => Sequence.Less(sent.Start, acknowledgment)))
        {
            ambiguous |= sent.Has(SentFlags.EverRetransmitted);
            SentSegment part = sent with { End = Sequence.Min(sent.End, acknowledgment) };
            (c, sample) = part.Has(SentFlags.Sacked) ? (c, sample) : Delivered(c, part, segment.Options, sample, now);
            c = c with { Sent = part.End == sent.End ? c.Sent.RemoveAt(0) : c.Sent.SetItem(0, sent with { Start = acknowledgment }) };
        }

        // What waited at the receiver for a gap to be filled measures nothing.
        sample.Rtt = ambiguous ? 0 : sample.Rtt;
        bool fin = c.FinSent && acknowledgment == c.SndNxt;
        c = c with
        {
            SendQueue = c.SendQueue[((int)sample.Acknowledged - (fin ? 1 : 0))..],
            SndUna = acknowledgment,
            ProgressAt = now,
            DuplicateAcks = c.Recovery == RecoveryPhase.Open ? 0 : c.DuplicateAcks,
            Timeouts = 0,
            Events = c.Events & ~ConnectionEvents.Stalled,

            // RFC 6582 section 3.2: duplicates may be of what was sent again until more than that is acknowledged.
            RecoveryPoint = c.Recovery == RecoveryPhase.Open && c.RecoveryPoint is { } point && Sequence.Greater(acknowledgment, point) ? null : c.RecoveryPoint,
        };
        return (c, sample);
    }

    /// <summary>RFC 6298 section 3, RFC 7323 section 4.1: an echo measures what was sent twice, too.</summary>
    private static (Connection, AckSample) Measure(Connection c, TcpOptions options, AckSample sample, long now)
    {
        sample.Measured = sample.Rtt;
        if (sample.Rtt == 0 && c.Timestamps && options.Has(TcpOptionSet.Timestamps) && options.TimestampEcho != 0)
        {
            long echoed = TimestampClock.Since(options.TimestampEcho, now, c.TsOffset);
            sample.Measured = echoed >= 0 && echoed < c.Settings.MaximumRto ? Math.Max(echoed, TimestampClock.Tick) : 0;
        }

        return sample.Measured > 0
            ? (c with { Rto = After(c.Rto, (ref rto) => rto.Measure(sample.Measured, c.Settings, now)), Measured = true }, sample)
            : (c, sample);
    }

    /// <summary>A stretch has arrived: what the round-trip estimate and RACK learn of it.</summary>
    private static (Connection, AckSample) Delivered(Connection c, SentSegment sent, TcpOptions options, AckSample sample, long now)
    {
        bool again = sent.Has(SentFlags.EverRetransmitted);
        sample.Delivered += sent.Length;
        sample.Rtt = again ? sample.Rtt : Math.Max(now - sent.SentAt, 1);
        bool beyond = c.RecoveryPoint is { } point && Sequence.GreaterOrEqual(sent.Start, point);
        sample.Beyond |= beyond;
        sample.Original |= !beyond && !again;

        // RFC 8985 section 6.2, step 2: whether the echo can be of the last transmission.
        bool echoes = !again || !c.Timestamps || !options.Has(TcpOptionSet.Timestamps)
            || Sequence.GreaterOrEqual(options.TimestampEcho, c.Timestamp(sent.SentAt));
        return (c with { Rack = After(c.Rack, (ref rack) => rack.OnDelivered(sent, now, c.Rto.MinimumRtt, echoes)) }, sample);
    }
}
