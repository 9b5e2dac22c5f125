using System.Runtime.CompilerServices;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Recovery;

/// <summary>What an acceptable acknowledgment changes on the send side: the queue, the window, the estimates, recovery and congestion control.</summary>
internal static class Acknowledgments
{
    // A method for the compiler, too, which inlines only so much into one: the small ones that are called from here are worth more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Process(Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, in TcpOptions options, long now)
    {
        uint acknowledgment = segment.Acknowledgment;
        AckSample sample = new() { PriorPipe = block.Sent.Pipe };
        bool windowMoved = UpdateWindow(block, segment, sequence, now);
        sample.Repeats = acknowledgment == block.SndUna && block.Sent.Count > 0 && segment.SequenceLength == 0 && !windowMoved;
        sample.Echo = (segment.Flags & TcpFlags.Ece) != 0 && block.Ecn.Sends;
        if (Sequence.Greater(acknowledgment, block.SndUna))
        {
            Advance(stack, block, acknowledgment, options, ref sample, now);
        }

        if (options.SackCount > 0 && block.Has(BlockFlags.Sack))
        {
            Scoreboard.Apply(stack, block, options, acknowledgment, ref sample, now);
        }

        if (sample.Advanced)
        {
            Measure(block, options, ref sample, now);
        }

        if (block.Sent.Count > 0 || sample.Advanced || sample.Duplicate)
        {
            Recover(stack, block, acknowledgment, options, ref sample, now);
        }

        PathMtuSearch.OnAcknowledged(block, now);
        SetTimers(block, sample, now);
        if (block.Sent.HasLost || block.Unsent > 0 || (block.Has(BlockFlags.FinQueued) && !block.Has(BlockFlags.FinSent)))
        {
            stack.MakeReady(block);
        }

        if (sample.Advanced)
        {
            stack.OnRoom(block);
        }
    }

    /// <summary>RFC 9293 section 3.10.7.4: only what is newer than the last update may change the window.</summary>
    private static bool UpdateWindow(TcpBlock block, in TcpSegment segment, uint sequence, long now)
    {
        uint window = (uint)segment.Window << block.SndShift;
        uint before = block.SndWnd;
        bool newer = Sequence.Less(block.SndWl1, sequence)
            || (block.SndWl1 == sequence && Sequence.LessOrEqual(block.SndWl2, segment.Acknowledgment));
        if (newer && Sequence.GreaterOrEqual(segment.Acknowledgment, block.SndUna))
        {
            block.SndWnd = window;
            block.SndWl1 = sequence;
            block.SndWl2 = segment.Acknowledgment;
            block.MaxSndWnd = Math.Max(block.MaxSndWnd, window);
        }

        if (block.SndWnd == 0)
        {
            // RFC9293 MUST-37: the peer lives, and keeps its window closed.
            block.ProgressAt = now;
        }
        else if (block.Probes > 0 || before == 0)
        {
            block.Probes = 0;
            block.Clear(BlockFlags.ProbeNow);
            block.Deadlines.Clear(TimerKind.Persist);
        }

        return block.SndWnd != before;
    }

    private static void Advance(Stack stack, TcpBlock block, uint acknowledgment, in TcpOptions options, ref AckSample sample, long now)
    {
        sample.Acknowledged = acknowledgment - block.SndUna;
        if (Sequence.Greater(acknowledgment, block.SndNxt))
        {
            AcceptProbe(block, acknowledgment, ref sample);
        }

        bool ambiguous = false;
        while (block.Sent.Count > 0 && Sequence.Greater(acknowledgment, block.Sent.At(0).Start))
        {
            SentSegment delivered = block.Sent.At(0);
            ambiguous |= delivered.Has(SentFlags.EverRetransmitted);
            bool whole = Sequence.GreaterOrEqual(acknowledgment, delivered.End);
            delivered.End = whole ? delivered.End : acknowledgment;
            if (!delivered.Has(SentFlags.Sacked))
            {
                Scoreboard.Deliver(block, delivered, options, ref sample, now);
            }

            if (!whole)
            {
                block.Sent.TrimFirst(acknowledgment);
                break;
            }

            block.Sent.RemoveFirst(stack.Segments);
        }

        // What waited at the receiver for a gap to be filled has waited, too: its time is not the path's.
        sample.Rtt = ambiguous ? 0 : sample.Rtt;
        bool fin = block.Has(BlockFlags.FinSent) && acknowledgment == block.SndNxt;
        int data = (int)sample.Acknowledged - (fin ? 1 : 0);
        block.SndBuffered -= data;
        block.SndBuffer.Advance(data);
        if (block.SndBuffered == 0)
        {
            block.SndBuffer.Clear();
        }

        block.SndUna = acknowledgment;
        RetransmissionTimer.OnProgress(block, now);
        block.DuplicateAcks = block.Recovery == RecoveryPhase.Open ? (byte)0 : block.DuplicateAcks;
        block.Ecn.OnAcknowledged(acknowledgment);
        if (block.Recovery == RecoveryPhase.Open && Sequence.Greater(acknowledgment, block.RecoveryPoint))
        {
            // Kept for longer, it would lie ahead again one day.
            block.Clear(BlockFlags.RecoveryPointSet);
        }
    }

    /// <summary>The byte, or the FIN, that probed a closed window was taken.</summary>
    private static void AcceptProbe(TcpBlock block, uint acknowledgment, ref AckSample sample)
    {
        if (block.Unsent == 0 && block.Has(BlockFlags.FinQueued))
        {
            block.Set(BlockFlags.FinSent);
            Teardown.OnFinSent(block);
        }

        sample.Delivered += acknowledgment - block.SndNxt;
        block.SndNxt = acknowledgment;
    }

    private static void Measure(TcpBlock block, in TcpOptions options, ref AckSample sample, long now)
    {
        if (sample.Rtt > 0)
        {
            sample.Measured = sample.Rtt;
        }
        else if (block.Has(BlockFlags.Timestamps) && options.Has(TcpOptionSet.Timestamps) && options.TimestampEcho != 0)
        {
            // RFC 7323 section 4.1: an echo tells apart what Karn's algorithm must leave out.
            long rtt = TimestampClock.Since(options.TimestampEcho, now, block.TsOffset);
            sample.Measured = rtt >= 0 && rtt < block.Settings.MaximumRto ? Math.Max(rtt, TimestampClock.Tick) : 0;
        }

        if (sample.Measured > 0)
        {
            block.Rto.Measure(sample.Measured, block.Settings, now);
            block.Set(BlockFlags.Measured);
        }
    }

    private static void Recover(Stack stack, TcpBlock block, uint acknowledgment, in TcpOptions options, ref AckSample sample, long now)
    {
        Undo.OnAcknowledged(stack, block, options, sample, now);
        if (TailLossProbe.Ends(block, acknowledgment, sample) && block.Recovery == RecoveryPhase.Open)
        {
            block.Ecn.OnReduced();
            block.Congestion.OnRecoveryBegin(sample.PriorPipe, sample.PriorPipe, stack.Undos);
            block.Congestion.OnRecoveryEnd();
        }

        if (block.Has(BlockFlags.Sack))
        {
            SackRecovery.OnAcknowledged(stack, block, ref sample, now);
        }
        else
        {
            NewRenoRecovery.OnAcknowledged(stack, block, ref sample);
        }

        Tell(block, sample, now);
        if (sample.Echo && block.Ecn.MayReact && block.Congestion.OnCongestionEcho(sample.PriorPipe, block.Sent.Bytes, stack.Undos))
        {
            stack.Counters.Count(StackCounter.CongestionEchoes);
            block.Ecn.OnReduced();
        }

        if (block.Recovery == RecoveryPhase.Timeout && Sequence.GreaterOrEqual(block.SndUna, block.RecoveryPoint))
        {
            block.Recovery = RecoveryPhase.Open;
            block.Congestion.OnRecoveryEnd();
            block.Rack.OnRecoveryEnd();
            block.DuplicateAcks = 0;
        }
    }

    /// <summary>Tells congestion control. What has ended fast recovery counts as growth of the round trip in which there was none.</summary>
    private static void Tell(TcpBlock block, in AckSample sample, long now) =>
        block.Congestion.OnAcknowledged(new CongestionAck
        {
            Now = now,
            Acknowledged = sample.Acknowledged,
            Delivered = sample.Delivered,
            FlightBefore = block.Sent.Bytes + sample.Acknowledged,
            Pipe = block.Sent.Pipe,
            Rtt = sample.Rtt,
            SmoothedRtt = block.Rto.SmoothedRtt,
            WindowLimited = block.Recovery == RecoveryPhase.Timeout || block.Congestion.IsLimiting(sample.PriorPipe),
            TellsOfLoss = sample.NewLoss,
            TellsOfMark = sample.Echo,
        });

    private static void SetTimers(TcpBlock block, in AckSample sample, long now)
    {
        // RFC 6298, rules 5.2 and 5.3. Only what is new restarts the timer: an acknowledgment that repeats leaves it.
        if (sample.Advanced)
        {
            RetransmissionTimer.Restart(block, now);
        }

        if (sample.Advanced || sample.Delivered > 0)
        {
            TailLossProbe.Schedule(block, now);
        }
    }
}
