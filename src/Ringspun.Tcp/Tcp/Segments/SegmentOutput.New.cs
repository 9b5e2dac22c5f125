using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <content>Data that was never sent before: the windows, Nagle's algorithm and the avoidance of silly windows.</content>
internal static partial class SegmentOutput
{
    private static int TrySendNew(
        Stack stack, TcpBlock block, long now, Span<byte> buffer, in TcpOptions options, Room room, bool probe, out TransmitHints hints)
    {
        hints = default;
        int unsent = block.Unsent;
        bool fin = block.Has(BlockFlags.FinQueued) && !block.Has(BlockFlags.FinSent) && !block.IsOpenEarly;
        if (unsent == 0 && !fin)
        {
            return 0;
        }

        RestartAfterIdle(block, now);

        // Signed: RFC9293 MUST-34, a window that shrinks below what was sent leaves less than nothing.
        int window = (int)(block.SndUna + block.SndWnd - block.SndNxt);
        long congestion = probe ? room.Segment : (long)block.Congestion.Window - block.Sent.Pipe;
        congestion += LimitedTransmit(block);
        if (window <= 0)
        {
            RetransmissionTimer.AwaitWindow(block, now);
            return 0;
        }

        int size = probe ? 0 : PathMtuSearch.NextSize(block, now);
        int data = size > 0 ? size - options.WireLength : 0;
        if (size > 0 && PathMtuSearch.Suffices(block, data, room.Segment, Math.Min(unsent, window)))
        {
            if (congestion < data)
            {
                // RFC 4821 section 7.4: what is outstanding makes room for a probe soon.
                return 0;
            }

            PathMtuSearch.OnSent(stack, block, size, data);
            return SendNew(stack, block, now, buffer, options, new Room(data), data, last: false, fin: false, out hints);
        }

        if (congestion < Math.Min(unsent, room.Segment))
        {
            return 0;
        }

        int length = (int)Math.Min(Math.Min(unsent, window), Math.Min(room.Packet, Math.Max(congestion, room.Segment)));
        length = Whole(block, length, unsent, room);
        if (length < unsent || length < room.Segment)
        {
            if (!MaySendLittle(block, length, unsent, fin, room))
            {
                RetransmissionTimer.AwaitWindow(block, now);
                return 0;
            }
        }

        bool last = length == unsent;
        fin &= last && window > length;
        return SendNew(stack, block, now, buffer, options, room, length, last, fin, out hints);
    }

    /// <summary>RFC 3042: each of the first two duplicates lets a new segment go. With SACK the pipe has shrunk by itself.</summary>
    private static long LimitedTransmit(TcpBlock block) =>
        block.Has(BlockFlags.Sack) || block.Recovery != RecoveryPhase.Open ? 0 : Math.Min(block.DuplicateAcks, (byte)2) * (long)block.SndMss;

    /// <summary>Several segments at once are whole ones, unless the rest may go too.</summary>
    private static int Whole(TcpBlock block, int length, int unsent, Room room)
    {
        int rest = length % room.Segment;
        bool keepsRest = length == unsent && (block.Settings.NoDelay || block.Has(BlockFlags.FinQueued)) && !block.Settings.Cork;
        return length > room.Segment && rest > 0 && !keepsRest ? length - rest : length;
    }

    /// <summary>RFC9293 MUST-38, section 3.8.6.2.1: when less than a full segment is worth sending.</summary>
    private static bool MaySendLittle(TcpBlock block, int length, int unsent, bool fin, Room room)
    {
        // Step 1: a full segment always is.
        if (length >= room.Segment || block.Has(BlockFlags.Override))
        {
            return true;
        }

        // Step 2, RFC9293 MUST-17: everything there is, when nothing is outstanding or the application wants no delay.
        bool undelayed = block.Settings.NoDelay || block.SndNxt == block.SndFront;
        if (length == unsent)
        {
            return fin || (!block.Settings.Cork && undelayed);
        }

        // Step 3, to which Nagle's algorithm applies as well: a good part of the largest window ever seen.
        return undelayed && length >= block.MaxSndWnd / 2;
    }

    private static int SendNew(
        Stack stack, TcpBlock block, long now, Span<byte> buffer, in TcpOptions options, Room room, int length, bool last, bool fin, out TransmitHints hints)
    {
        uint sequence = block.SndNxt;
        uint end = sequence + (uint)length + (fin ? 1u : 0);

        // RFC9293 MUST-60, RFC9293 MUST-61: nothing is kept back for want of a push, and the last of what there is carries PSH.
        TcpFlags flags = TcpFlags.Ack | (last && length > 0 ? TcpFlags.Psh : 0) | (fin ? TcpFlags.Fin : 0);
        if (fin)
        {
            block.Set(BlockFlags.FinSent);
            Teardown.OnFinSent(block);
        }

        if (block.SndNxt == block.SndUna)
        {
            block.ProgressAt = now;
        }

        block.Clear(BlockFlags.Override | BlockFlags.ProbeNow);
        block.Deadlines.Clear(TimerKind.Persist);
        int size = length > room.Segment ? room.Segment : 0;
        Ecn ecn = Ecn.NotCapable;
        if (block.Ecn.Sends && length > 0)
        {
            ecn = Ecn.Capable0;
            flags |= block.Ecn.OnNewData(end);
        }

        int written = SegmentWriter.Write(stack, block, buffer, options, flags, sequence, length, size, out hints, ecn);
        block.Sent.Append(stack.Segments, sequence, end, now);
        block.SndNxt = end;
        block.SndMax = Sequence.Max(block.SndMax, end);
        OnSent(block, end - sequence, now);
        TailLossProbe.Schedule(block, now);
        return written;
    }

    /// <summary>RFC 5681 section 4.1: after a pause the network is no longer known.</summary>
    private static void RestartAfterIdle(TcpBlock block, long now)
    {
        if (block.SndNxt != block.SndUna || block.LastSentAt == 0)
        {
            return;
        }

        block.Congestion.OnIdle(block.LastSentAt, now, block.Rto.Base);
    }
}
