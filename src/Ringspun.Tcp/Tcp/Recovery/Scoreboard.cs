using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Recovery;

/// <summary>The SACK scoreboard (RFC 6675 section 3), kept in the retransmission queue.</summary>
internal static class Scoreboard
{
    // Blocks that cut the queue into more pieces than its segments, and some, come from nobody honest.
    private const int PiecesPerSegment = 4;
    private const int FreePieces = 64;

    /// <summary>Takes in the SACK blocks of a segment.</summary>
    public static void Apply(Stack stack, TcpBlock block, in TcpOptions options, uint acknowledgment, ref AckSample sample, long now)
    {
        int first = 0;
        if (IsDuplicate(block, options, acknowledgment))
        {
            sample.Duplicate = true;
            sample.DuplicateBlock = options.Sack(0);
            block.Rack.OnDuplicateReported(block.SndUna, block.SndNxt);
            first = 1;
        }

        // In the order of the sequence numbers, not in that of their arrival: RACK tells reordering by it.
        uint from = Sequence.Max(acknowledgment, block.SndUna);
        for (int i = first; i < options.SackCount; i++)
        {
            int next = -1;
            for (int j = first; j < options.SackCount; j++)
            {
                SackBlock other = options.Sack(j);
                bool sane = Sequence.Less(other.Left, other.Right)
                    && Sequence.GreaterOrEqual(other.Left, from) && Sequence.LessOrEqual(other.Right, block.SndNxt);
                if (sane && (next < 0 || Sequence.Less(other.Left, options.Sack(next).Left)))
                {
                    next = j;
                }
            }

            if (next < 0)
            {
                return;
            }

            from = options.Sack(next).Left + 1;
            Mark(stack, block, options.Sack(next), options, ref sample, now);
        }
    }

    /// <summary>A stretch has arrived: what the round-trip estimate and RACK learn of it.</summary>
    public static void Deliver(TcpBlock block, in SentSegment segment, in TcpOptions options, ref AckSample sample, long now)
    {
        sample.Delivered += segment.Length;
        PathMtu.PathMtuSearch.OnDelivered(block, segment.Length);
        bool again = segment.Has(SentFlags.EverRetransmitted);
        bool beyond = Sequence.GreaterOrEqual(segment.Start, block.RecoveryPoint);
        sample.Beyond |= beyond;
        sample.Original |= !beyond && !again;

        // RFC9293 MUST-18, Karn's algorithm: nothing that was sent twice is measured.
        if (!again)
        {
            sample.Rtt = Math.Max(now - segment.SentAt, 1);
        }

        bool echoes = !again || !block.Has(BlockFlags.Timestamps) || !options.Has(TcpOptionSet.Timestamps)
            || Sequence.GreaterOrEqual(options.TimestampEcho, TimestampClock.Now(segment.SentAt, block.TsOffset));
        block.Rack.OnDelivered(segment, now, block.Rto.MinimumRtt, echoes);
    }

    /// <summary>RFC 2883 section 4: the first block reports a duplicate when it lies below the acknowledgment or within the second.</summary>
    private static bool IsDuplicate(TcpBlock block, in TcpOptions options, uint acknowledgment)
    {
        SackBlock first = options.Sack(0);
        if (!Sequence.Less(first.Left, first.Right) || Sequence.Less(first.Left, block.SndUna - block.MaxSndWnd))
        {
            return false;
        }

        if (Sequence.LessOrEqual(first.Right, acknowledgment))
        {
            return true;
        }

        return options.SackCount > 1
            && Sequence.GreaterOrEqual(first.Left, options.Sack(1).Left) && Sequence.LessOrEqual(first.Right, options.Sack(1).Right);
    }

    private static void Mark(Stack stack, TcpBlock block, SackBlock sack, in TcpOptions options, ref AckSample sample, long now)
    {
        ref SentQueue queue = ref block.Sent;
        long most = FreePieces + (PiecesPerSegment * (queue.Bytes / Math.Max(block.SndMss, (ushort)1)));
        for (int i = queue.IndexOf(sack.Left); i < queue.Count && Sequence.Less(queue.At(i).Start, sack.Right); i++)
        {
            if (queue.At(i).Has(SentFlags.Sacked))
            {
                continue;
            }

            bool cutsFront = Sequence.Less(queue.At(i).Start, sack.Left);
            bool cutsBack = Sequence.Greater(queue.At(i).End, sack.Right);
            if ((cutsFront || cutsBack) && queue.Count >= most)
            {
                continue;
            }

            if (cutsFront)
            {
                queue.Split(stack.Segments, i, sack.Left);
                continue;
            }

            if (cutsBack)
            {
                queue.Split(stack.Segments, i, sack.Right);
            }

            Deliver(block, queue.At(i), options, ref sample, now);
            queue.SetFlags(i, (queue.At(i).Flags & SentFlags.EverRetransmitted) | SentFlags.Sacked);
        }
    }
}
