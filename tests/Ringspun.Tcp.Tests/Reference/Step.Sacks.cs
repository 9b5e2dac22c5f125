using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>SACK blocks arrive (RFC 2018, RFC 2883, RFC 6675 section 3).</content>
internal static partial class Step
{
    // A peer that cuts the queue into more pieces than these is not honest.
    private const int FreePieces = 64;
    private const int PiecesPerSegment = 4;

    private static (Connection, AckSample) SacksArrive(Connection c, Segment segment, AckSample sample, long now)
    {
        SackBlock[] blocks = [.. Enumerable.Range(0, segment.Options.SackCount).Select(i => segment.Options.Sack(i))];
        if (ReportsDuplicate(c, blocks, segment.Acknowledgment))
        {
            sample.Duplicate = true;
            sample.DuplicateBlock = blocks[0];
            c = c with { Rack = After(c.Rack, (ref rack) => rack.OnDuplicateReported(c.SndUna, c.SndNxt)) };
            blocks = blocks[1..];
        }

        uint from = Sequence.Max(segment.Acknowledgment, c.SndUna);
        uint to = c.SndNxt;

        // RACK tells reordering by the sequence numbers of what arrives together: in their order. Where two begin at the same place the first counts.
        IEnumerable<SackBlock> sane = blocks.Where(block => Sequence.Less(block.Left, block.Right)
            && Sequence.GreaterOrEqual(block.Left, from) && Sequence.LessOrEqual(block.Right, to))
            .DistinctBy(static block => block.Left).OrderBy(block => block.Left - from);
        foreach (SackBlock block in sane)
        {
            (c, sample) = SackArrives(c, block, segment.Options, sample, now);
        }

        return (c, sample);
    }

    /// <summary>RFC 2883 section 4: the first block lies below the acknowledgment, or within the second. None of them is older than any window.</summary>
    private static bool ReportsDuplicate(Connection c, SackBlock[] blocks, uint acknowledgment)
    {
        SackBlock first = blocks[0];
        bool sane = Sequence.Less(first.Left, first.Right) && Sequence.GreaterOrEqual(first.Left, c.SndUna - c.MaxSndWnd);
        bool below = Sequence.LessOrEqual(first.Right, acknowledgment);
        bool within = blocks.Length > 1 && Sequence.GreaterOrEqual(first.Left, blocks[1].Left) && Sequence.LessOrEqual(first.Right, blocks[1].Right);
        return sane && (below || within);
    }

    /// <summary>What of a block was not known to have arrived has now; stretches that reach beyond it are cut.</summary>
    private static (Connection, AckSample) SackArrives(Connection c, SackBlock block, TcpOptions options, AckSample sample, long now)
    {
        long most = FreePieces + (PiecesPerSegment * (c.Outstanding / c.SndMss));
        for (int i = 0; i < c.Sent.Count; i++)
        {
            SentSegment sent = c.Sent[i];
            bool touched = Sequence.Greater(sent.End, block.Left) && Sequence.Less(sent.Start, block.Right);
            bool cutsFront = Sequence.Less(sent.Start, block.Left);
            bool cutsBack = Sequence.Greater(sent.End, block.Right);
            if (!touched || sent.Has(SentFlags.Sacked) || ((cutsFront || cutsBack) && c.Sent.Count >= most))
            {
                continue;
            }

            if (cutsFront)
            {
                // The rest of it is the next.
                c = c.Split(i, block.Left);
                continue;
            }

            c = cutsBack ? c.Split(i, block.Right) : c;
            (c, sample) = Delivered(c, c.Sent[i], options, sample, now);
            c = c with { Sent = c.Sent.SetItem(i, c.Sent[i] with { Flags = (sent.Flags & SentFlags.EverRetransmitted) | SentFlags.Sacked }) };
        }

        return (c, sample);
    }
}
