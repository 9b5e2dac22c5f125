using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>Seventh, the segment text, and eighth, FIN (RFC 9293 section 3.10.7.4).</content>
internal static partial class Step
{
    private const int MostIslands = 32;

    private static Connection TextArrives(Connection c, Segment segment, long now)
    {
        if ((segment.Data.IsEmpty && !segment.Has(TcpFlags.Fin)) || !c.CanReceive)
        {
            return c;
        }

        if (!segment.Data.IsEmpty && c.GivenUp && Sequence.Greater(segment.Sequence + (uint)segment.Data.Length, c.RcvNxt))
        {
            // SHLD-3: nobody will read it.
            return c.SendReset().Fail(StackError.Aborted);
        }

        (uint start, ImmutableArray<byte> data, bool fin) = (segment.Sequence, segment.Data, segment.Has(TcpFlags.Fin));
        if (Sequence.Less(start, c.RcvNxt))
        {
            c = NoteDuplicate(c, segment) with { AckNow = true };
            int known = (int)Math.Min(c.RcvNxt - start, (uint)data.Length);
            (start, data) = (start + (uint)known, data[known..]);
        }

        // What lies beyond the window is cut off, and FIN with it. FIN right at its edge is taken: it needs no room.
        uint room = c.RcvAdv - start;
        (data, fin) = data.Length > room ? (data[..(int)room], false) : (data, fin);
        return start == c.RcvNxt ? InOrder(c, data, fin, now) : OutOfOrder(c, start, data, fin);
    }

    private static Connection InOrder(Connection c, ImmutableArray<byte> data, bool fin, long now)
    {
        // RFC 5681 section 4.2: what fills a gap is acknowledged at once.
        bool fillsGap = !c.OutOfOrder.IsEmpty;
        c = TakeIslands(c with { Received = c.Received.AddRange(data), RcvNxt = c.RcvNxt + (uint)data.Length });
        fin |= c.FinAt == c.RcvNxt;
        bool atOnce = fin || fillsGap;
        c = !data.IsEmpty ? OweAcknowledgment(c, data.Length, atOnce, now).Tell(ConnectionEvents.Readable)
            : atOnce ? c with { AckNow = true }
            : c;
        return fin ? FinArrives(c, now) : c;
    }

    /// <summary>Moves RCV.NXT over what came before and continues it.</summary>
    private static Connection TakeIslands(Connection c)
    {
        if (c.OutOfOrder.IsEmpty || Sequence.Greater(c.OutOfOrder[0].Start, c.RcvNxt))
        {
            return c;
        }

        Island first = c.OutOfOrder[0];
        int known = (int)Math.Min(c.RcvNxt - first.Start, (uint)first.Bytes.Length);
        return TakeIslands(c with
        {
            OutOfOrder = c.OutOfOrder.RemoveAt(0),
            Received = c.Received.AddRange(first.Bytes[known..]),
            RcvNxt = c.RcvNxt + (uint)(first.Bytes.Length - known),
        });
    }

    /// <summary>The peer sends nothing more; whatever it has sent beyond its FIN is forgotten.</summary>
    private static Connection FinArrives(Connection c, long now)
    {
        c = c with { RcvNxt = c.RcvNxt + 1, RcvAdv = Sequence.Max(c.RcvAdv, c.RcvNxt + 1), FinReceived = true, OutOfOrder = [] };
        c = c.State switch
        {
            TcpState.Established => c with { State = TcpState.CloseWait },
            TcpState.FinWait1 => c with { State = TcpState.Closing },
            TcpState.FinWait2 => c.EnterTimeWait(now),
            _ => c,
        };
        return c.Tell(ConnectionEvents.EndOfStream);
    }

    /// <summary>What is early is kept, and answered at once (RFC 5681 section 4.2).</summary>
    private static Connection OutOfOrder(Connection c, uint start, ImmutableArray<byte> data, bool fin)
    {
        uint end = start + (uint)data.Length;
        c = c with { RepeatedAcks = Math.Min(c.RepeatedAcks + 1, byte.MaxValue) };
        bool kept = data.IsEmpty || c.OutOfOrder.Count < MostIslands || c.OutOfOrder.Any(island => Touches(island, start, end));
        if (!kept)
        {
            return c;
        }

        c = data.IsEmpty ? c : AddIsland(NoteOverlap(c, start, end), new Island(start, data, c.Stamps + 1));
        return fin ? c with { FinAt = end } : c;
    }

    private static bool Touches(Island island, uint start, uint end) =>
        Sequence.LessOrEqual(island.Start, end) && Sequence.GreaterOrEqual(island.End, start);

    /// <summary>Islands that touch become one; where they overlap, what came last stays.</summary>
    private static Connection AddIsland(Connection c, Island added)
    {
        Island whole = c.OutOfOrder.Where(island => Touches(island, added.Start, added.End)).Aggregate(added, static (over, under) =>
        {
            int before = (int)Math.Max(0, (int)(over.Start - under.Start));
            int after = (int)Math.Max(0, (int)(under.End - over.End));
            return over with
            {
                Start = Sequence.Min(over.Start, under.Start),
                Bytes = [.. under.Bytes[..before], .. over.Bytes, .. under.Bytes[^after..]],
            };
        });
        ImmutableList<Island> others = c.OutOfOrder.RemoveAll(island => Touches(island, added.Start, added.End));
        int place = others.Count(island => Sequence.Less(island.Start, whole.Start));
        return c with { OutOfOrder = others.Insert(place, whole), Stamps = added.Stamp };
    }

    /// <summary>RFC 9293 section 3.8.6.3: at least every second full-sized segment is acknowledged at once, the others within the delay.</summary>
    private static Connection OweAcknowledgment(Connection c, int length, bool atOnce, long now)
    {
        ushort full = (ushort)Math.Min(length, MaximumSegment.ToAnnounce(c.IsIpv4, c.PathMtu, c.Settings));
        c = c with { RcvMss = Math.Max(c.RcvMss, full) };
        bool quick = c.QuickAcks > 0 || c.Settings.DelayedAck == 0 || c.RcvNxt - c.LastAckSent >= 2u * c.RcvMss;
        c = c with { QuickAcks = Math.Max(0, c.QuickAcks - 1) };
        return atOnce || quick
            ? c with { AckNow = true }
            : c with { AcknowledgeAt = c.AcknowledgeAt ?? now + c.Settings.DelayedAck };
    }

    /// <summary>RFC 2883: data below RCV.NXT has come a second time.</summary>
    private static Connection NoteDuplicate(Connection c, Segment segment) => segment.Data.IsEmpty || !Sequence.Less(segment.Sequence, c.RcvNxt)
        ? c
        : c with { Duplicate = new SackBlock(segment.Sequence, Sequence.Min(segment.Sequence + (uint)segment.Data.Length, c.RcvNxt)) };

    /// <summary>RFC 2883 section 4.2: data beyond RCV.NXT has come a second time.</summary>
    private static Connection NoteOverlap(Connection c, uint start, uint end)
    {
        Island? island = c.OutOfOrder.Find(island => Sequence.Less(Sequence.Max(island.Start, start), Sequence.Min(island.End, end)));
        return island is null
            ? c
            : c with { Duplicate = new SackBlock(Sequence.Max(island.Start, start), Sequence.Min(island.End, end)) };
    }
}
