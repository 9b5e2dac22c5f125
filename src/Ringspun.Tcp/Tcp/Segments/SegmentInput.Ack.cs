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
        if (block.State == TcpState.SynReceived && !CompleteHandshake(stack, block, segment, sequence, now))
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
        if (block.Has(BlockFlags.FinSent) && block.SndUna == block.SndNxt)
        {
            Teardown.OnFinAcknowledged(stack, block, now);
        }

        return block.State is not (TcpState.Closed or TcpState.TimeWait);
    }

    private static bool CompleteHandshake(Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, long now)
    {
        if (segment.Acknowledgment != block.Iss + 1)
        {
            stack.Counters.Count(StackCounter.WrongAcknowledgments);
            ResetWriter.Answer(stack, block.Local, block.Remote, segment);
            return false;
        }

        MeasureSyn(block, now);
        block.SndWl1 = sequence - 1;
        OpenUp(stack, block, segment.Acknowledgment, now);

        // It is over already when its listener was closed in the meantime.
        return block.State == TcpState.Established;
    }
}
