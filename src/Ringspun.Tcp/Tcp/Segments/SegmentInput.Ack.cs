using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <content>The acknowledgment field (RFC 9293 section 3.10.7.4, fifth).</content>
internal static partial class SegmentInput
{
    /// <summary>Processes the acknowledgment.</summary>
    /// <returns>Whether the rest of the segment counts.</returns>
    private static bool Acknowledgment(Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, in TcpOptions options, long now)
    {
        uint acknowledgment = segment.Acknowledgment;
        bool opens = block.State == TcpState.SynReceived;
        if (opens && !CompleteHandshake(stack, block, segment, sequence, now))
        {
            return false;
        }

        // RFC 5961 section 5.2: neither of the future, nor older than any window that was ever open.
        if (Sequence.Greater(acknowledgment, block.SndMax) || Sequence.Less(acknowledgment, block.SndUna - block.MaxSndWnd))
        {
            stack.Counters.Count(StackCounter.WrongAcknowledgments);
            Challenge(stack, block, now);
            return false;
        }

        if (block.State == TcpState.TimeWait)
        {
            return false;
        }

        Acknowledgments.Process(stack, block, segment, sequence, options, now);
        if (opens)
        {
            // What acknowledges the SYN repeats nothing, though data went before it was acknowledged.
            block.DuplicateAcks = 0;
        }

        if (block.Has(BlockFlags.FinSent) && block.SndUna == block.SndNxt)
        {
            Teardown.OnFinAcknowledged(stack, block, now);
        }

        return block.State is not (TcpState.Closed or TcpState.TimeWait);
    }

    private static bool CompleteHandshake(Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, long now)
    {
        uint acknowledgment = segment.Acknowledgment;
        if (Sequence.Less(acknowledgment, block.Iss + 1) || Sequence.Greater(acknowledgment, block.SndMax))
        {
            stack.Counters.Count(StackCounter.WrongAcknowledgments);
            ResetWriter.Answer(stack, block.Local, block.Remote, segment);
            return false;
        }

        MeasureSyn(block, now);
        block.SndWl1 = sequence - 1;
        OpenUp(stack, block, block.Iss + 1, now);

        // Its listener may be closed, and the connection with it.
        return block.State == TcpState.Established;
    }
}
