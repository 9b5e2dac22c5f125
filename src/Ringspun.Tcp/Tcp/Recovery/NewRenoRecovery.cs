using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Recovery;

/// <summary>Fast retransmit and fast recovery without SACK: RFC 5681 section 3.2 with the partial acknowledgments of RFC 6582.</summary>
internal static class NewRenoRecovery
{
    private const int DuplicateThreshold = 3;

    public static void OnAcknowledged(Stack stack, TcpBlock block, ref AckSample sample)
    {
        if (block.Recovery == RecoveryPhase.Fast)
        {
            InRecovery(stack, block, ref sample);
        }
        else if (sample.Repeats && block.Recovery == RecoveryPhase.Open)
        {
            block.DuplicateAcks = (byte)Math.Min(block.DuplicateAcks + 1, byte.MaxValue);

            // RFC 3042: the first two let a new segment go each. RFC 6582 section 3.2, steps 2 and 4: one recovery for a window of data, and none while
            // duplicates may be of what was sent again: the acknowledgment must cover more than what was outstanding then.
            bool again = block.Has(BlockFlags.RecoveryPointSet) && Sequence.LessOrEqual(block.SndUna, block.RecoveryPoint);
            if (block.DuplicateAcks == DuplicateThreshold && !again)
            {
                Enter(stack, block);
                sample.Delivered = block.Congestion.EstimateDelivered(0);
            }
            else
            {
                stack.MakeReady(block);
            }
        }
    }

    private static void Enter(Stack stack, TcpBlock block)
    {
        stack.Counters.Count(StackCounter.FastRecoveries);
        block.Recovery = RecoveryPhase.Fast;
        block.RecoveryPoint = block.SndNxt;
        block.Set(BlockFlags.RecoveryPointSet);
        Undo.Begin(block, byTimeout: false);
        block.Ecn.OnReduced();

        // RFC 5681 section 3.2, steps 2 and 3; what limited transmit has sent does not count.
        uint extra = (DuplicateThreshold - 1) * (uint)block.SndMss;
        uint flight = block.Sent.Bytes > extra ? Math.Min(block.Sent.Bytes, Math.Max(block.Congestion.Window, extra)) : block.Sent.Bytes;
        block.Congestion.OnRecoveryBegin(flight, flight, stack.Undos);
        MarkFirstLost(stack, block);
    }

    private static void InRecovery(Stack stack, TcpBlock block, ref AckSample sample)
    {
        if (!sample.Advanced)
        {
            // Step 4: each further one means that a segment has left the network.
            sample.Delivered = sample.Repeats ? block.Congestion.EstimateDelivered(0) : 0;
            stack.MakeReady(block);
            return;
        }

        if (Sequence.GreaterOrEqual(block.SndUna, block.RecoveryPoint))
        {
            // RFC 6582 section 3.2, step 3, a full acknowledgment.
            block.Congestion.OnRecoveryEnd();
            block.Recovery = RecoveryPhase.Open;
            block.DuplicateAcks = 0;
            return;
        }

        // A partial one: the next segment is lost too.
        sample.Delivered = block.Congestion.EstimateDelivered(sample.Acknowledged);
        MarkFirstLost(stack, block);
    }

    private static void MarkFirstLost(Stack stack, TcpBlock block)
    {
        if (block.Sent.Count == 0)
        {
            return;
        }

        if (block.Sent.At(0).Length > block.SndMss)
        {
            block.Sent.Split(stack.Segments, 0, block.Sent.At(0).Start + block.SndMss);
        }

        if (!block.Sent.At(0).Has(SentFlags.Lost))
        {
            block.Sent.MarkLost(0);
        }
    }
}
