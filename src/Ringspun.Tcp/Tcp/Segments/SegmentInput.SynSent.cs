using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <content>In SYN-SENT (RFC 9293 section 3.10.7.3).</content>
internal static partial class SegmentInput
{
    private static void SynSent(Stack stack, TcpBlock block, in TcpSegment segment, in TcpOptions options, long now)
    {
        bool acknowledges = (segment.Flags & TcpFlags.Ack) != 0;
        uint acknowledgment = segment.Acknowledgment;
        if (acknowledges && (Sequence.Less(acknowledgment, block.Iss + 1) || Sequence.Greater(acknowledgment, block.SndMax)))
        {
            // An old connection's: it is reset, ours goes on.
            stack.Counters.Count(StackCounter.WrongAcknowledgments);
            ResetWriter.Answer(stack, block.Local, block.Remote, segment);
            return;
        }

        if ((segment.Flags & TcpFlags.Rst) != 0)
        {
            if (acknowledges)
            {
                stack.Counters.Count(StackCounter.ResetsReceived);
                stack.Fail(block, StackError.Refused);
            }

            return;
        }

        if ((segment.Flags & TcpFlags.Syn) == 0)
        {
            stack.Counters.Count(StackCounter.WithoutAck);
            return;
        }

        Handshake.Agree(block, options, segment.Sequence, now);
        block.Ecn.OnAnswered(segment.Flags);
        block.SndWnd = segment.Window;
        block.MaxSndWnd = block.SndWnd;
        block.SndWl1 = segment.Sequence;
        block.SndWl2 = segment.Acknowledgment;
        if (!acknowledges)
        {
            // RFC9293 MUST-10: both sides have begun at once.
            FastOpenClient.Withdraw(stack, block);
            block.State = TcpState.SynReceived;
            block.Set(BlockFlags.SynNow);
            stack.MakeReady(block);
            return;
        }

        MeasureSyn(block, now);
        FastOpenClient.OnSynAcknowledged(stack, block, acknowledgment, options, now);
        block.Sent.Clear(stack.Segments);
        block.SndNxt = acknowledgment;
        OpenUp(stack, block, acknowledgment, now);
        stack.OnRoom(block);
        block.Set(BlockFlags.AckNow);
        stack.MakeReady(block);

        // Section 3.10.7.3: what else the segment carries is processed from the sixth step on.
        UrgentData.OnArrival(stack, block, segment);
        Text(stack, block, segment, segment.Sequence + 1, segment.Flags & ~TcpFlags.Syn, now);
    }

    /// <summary>The SYN is acknowledged: the connection is open.</summary>
    private static void OpenUp(Stack stack, TcpBlock block, uint acknowledgment, long now)
    {
        // A SYN that was to be repeated, and had not gone out, is not needed any more.
        block.Clear(BlockFlags.SynNow);
        if (block.Sent.Count > 0)
        {
            block.Sent.RemoveFirst(stack.Segments);
        }

        block.SndUna = acknowledgment;
        RetransmissionTimer.OnProgress(block, now);
        block.State = TcpState.Established;
        block.Deadlines.Clear(TimerKind.State);
        Handshake.Establish(block);
        block.Rto.EndBackoff();
        RetransmissionTimer.Restart(block, now);
        KeepAlive.Schedule(block, now);
        stack.OnEstablished(block);
    }

    private static void MeasureSyn(TcpBlock block, long now)
    {
        // RFC9293 MUST-18, Karn's algorithm: a SYN that was repeated measures nothing.
        if (block.Sent.Count > 0 && !block.Sent.At(0).Has(SentFlags.EverRetransmitted))
        {
            block.Rto.Measure(now - block.Sent.At(0).SentAt, block.Settings, now);
            block.Set(BlockFlags.Measured);
        }
    }
}
