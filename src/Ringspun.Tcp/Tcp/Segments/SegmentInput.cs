using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>SEGMENT ARRIVES for a connection (RFC 9293 section 3.10.7), in the order of the RFC.</summary>
internal static partial class SegmentInput
{
    // RFC 5961 section 7 leaves the rate open; per connection, so that nobody learns of one connection by another.
    private const long AnswerInterval = 500_000_000;

    /// <summary>Processes a segment of a connection.</summary>
    public static void Process(Stack stack, TcpBlock block, in TcpSegment segment, in TcpOptions options, long now)
    {
        if (block.State == TcpState.SynSent)
        {
            SynSent(stack, block, segment, options, now);
            return;
        }

        uint sequence = segment.Sequence;
        TcpFlags flags = segment.Flags;

        // Simultaneous open: the peer's SYN and ACK repeats a SYN that has been received; its ACK counts, its SYN is over.
        bool handshake = block.State == TcpState.SynReceived && (flags & TcpFlags.Syn) != 0 && sequence == block.Irs;
        if (handshake && (flags & TcpFlags.Ack) == 0)
        {
            // The peer has not got our SYN and ACK: again, and no more.
            block.Ecn.OnAskedAgain(flags);
            block.Set(BlockFlags.SynNow);
            stack.MakeReady(block);
            return;
        }

        if (handshake)
        {
            if (!block.Has(BlockFlags.Passive))
            {
                block.Ecn.OnAnswered(flags);
            }

            sequence++;
            flags &= ~TcpFlags.Syn;
        }

        // First, the sequence number; RFC 7323 section 5.3 before it: PAWS, from which a RST is exempt.
        bool reset = (flags & TcpFlags.Rst) != 0;
        if (block.Has(BlockFlags.Timestamps) && !options.Has(TcpOptionSet.Timestamps) && !reset)
        {
            // RFC 7323 section 3.2: once agreed on, they are in every segment but a reset.
            stack.Counters.Count(StackCounter.MissingTimestamps);
            return;
        }

        if (block.Has(BlockFlags.Timestamps) && options.Has(TcpOptionSet.Timestamps) && !reset && Paws.IsOld(block, options.TimestampValue, now))
        {
            stack.Counters.Count(StackCounter.OldTimestamps);
            AnswerUnacceptable(stack, block, segment, now);
            return;
        }

        // Of a reset its number alone counts (section 3.5.3): text that it may carry must not hide it while the window is closed.
        if (!IsAcceptable(block, sequence, reset ? 0 : segment.SequenceLength - (handshake ? 1u : 0)))
        {
            stack.Counters.Count(StackCounter.Unacceptable);
            if (!reset)
            {
                NoteDuplicate(block, sequence, segment);
                AnswerUnacceptable(stack, block, segment, now);
                AtClosedWindow(stack, block, segment, sequence, flags, options, now);
            }

            return;
        }

        // Second, RST. RFC9293 MUST-66: also while the window is closed.
        if (reset)
        {
            Reset(stack, block, sequence, now);
            return;
        }

        // Fourth, SYN (RFC 5961 section 4.2): whatever it means, the answer is a challenge.
        if ((flags & TcpFlags.Syn) != 0)
        {
            Challenge(stack, block, now);
            return;
        }

        // Fifth, ACK.
        if ((flags & TcpFlags.Ack) == 0)
        {
            stack.Counters.Count(StackCounter.WithoutAck);
            return;
        }

        block.HeardAt = now;
        block.KeepAliveProbes = 0;
        if (block.Has(BlockFlags.Timestamps) && options.Has(TcpOptionSet.Timestamps))
        {
            Paws.Update(block, sequence, options.TimestampValue, now);
            block.ReceiveTuning.OnEcho(block, options, now);
        }

        if (!Acknowledgment(stack, block, segment, sequence, options, now))
        {
            return;
        }

        if (block.Ecn.OnData(segment))
        {
            stack.Counters.Count(StackCounter.CongestionMarks);
            block.Set(BlockFlags.AckNow);
        }

        // Sixth, URG; seventh and eighth: the text, and FIN.
        UrgentData.OnArrival(stack, block, segment);
        Text(stack, block, segment, sequence, flags, now);
    }

    /// <summary>
    /// What is unacceptable for want of a window alone: its text comes again, but its ACK counts (RFC 9293 section 3.10.7.4, first), and its urgent pointer
    /// (RFC9293 MUST-66).
    /// </summary>
    private static void AtClosedWindow(
        Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, TcpFlags flags, in TcpOptions options, long now)
    {
        if (block.RcvWnd != 0 || sequence != block.RcvNxt)
        {
            return;
        }

        UrgentData.OnArrival(stack, block, segment);
        if ((flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Ack)
        {
            block.HeardAt = now;
            block.KeepAliveProbes = 0;
            Acknowledgment(stack, block, segment, sequence, options, now);
        }
    }

    /// <summary>The four cases of RFC 9293 section 3.4, table 6.</summary>
    private static bool IsAcceptable(TcpBlock block, uint sequence, uint length)
    {
        uint window = block.RcvWnd;
        if (window == 0)
        {
            return length == 0 && sequence == block.RcvNxt;
        }

        return Sequence.Within(sequence, block.RcvNxt, window)
            || (length > 0 && Sequence.Within(sequence + length - 1, block.RcvNxt, window))
            || (length > 0 && Sequence.Less(sequence, block.RcvNxt) && Sequence.Greater(sequence + length, block.RcvNxt));
    }

    /// <summary>An unacceptable segment is answered by what is expected, but no conversation of such answers may begin.</summary>
    private static void AnswerUnacceptable(Stack stack, TcpBlock block, in TcpSegment segment, long now)
    {
        if (block.State == TcpState.TimeWait && (segment.Flags & TcpFlags.Fin) != 0)
        {
            // The peer has not got our last ACK.
            Teardown.EnterTimeWait(stack, block, now);
        }

        // What carries data cannot be an answer to an answer.
        bool data = segment.Payload.Length > 0 && (segment.Flags & TcpFlags.Syn) == 0;
        if (!data && !MayAnswer(stack, block, now))
        {
            return;
        }

        block.Set(BlockFlags.AckNow);
        stack.MakeReady(block);
    }

    /// <summary>RFC 5961: an ACK that makes an honest peer tell again what it meant, and tells a forger nothing.</summary>
    private static void Challenge(Stack stack, TcpBlock block, long now)
    {
        if (!MayAnswer(stack, block, now))
        {
            return;
        }

        stack.Counters.Count(StackCounter.ChallengeAcks);
        block.Set(BlockFlags.AckNow);
        stack.MakeReady(block);
    }

    private static bool MayAnswer(Stack stack, TcpBlock block, long now)
    {
        if (block.ChallengedAt != 0 && now - block.ChallengedAt < AnswerInterval)
        {
            stack.Counters.Count(StackCounter.AnswersLimited);
            return false;
        }

        block.ChallengedAt = Math.Max(now, 1);
        return true;
    }

    private static void Reset(Stack stack, TcpBlock block, uint sequence, long now)
    {
        // RFC 1337: a reset does not end TIME-WAIT.
        if (block.State == TcpState.TimeWait)
        {
            return;
        }

        // RFC 5961 section 3.2: exactly the next number, or it is challenged.
        if (sequence != block.RcvNxt)
        {
            Challenge(stack, block, now);
            return;
        }

        // RFC9293 MUST-12: the application is told.
        stack.Counters.Count(StackCounter.ResetsReceived);
        bool opening = block.State == TcpState.SynReceived;
        bool lost = block.Lingering && block.SndBuffered > 0;
        bool ending = block.State is TcpState.Closing or TcpState.LastAck && !lost;
        if (ending)
        {
            stack.Finish(block);
            return;
        }

        stack.Fail(block, opening && !block.FastOpened ? StackError.Refused : StackError.Reset);
    }
}
