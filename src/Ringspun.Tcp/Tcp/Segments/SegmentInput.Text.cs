using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <content>The text and FIN (RFC 9293 section 3.10.7.4, seventh and eighth).</content>
internal static partial class SegmentInput
{
    private static void Text(Stack stack, TcpBlock block, in TcpSegment segment, uint sequence, TcpFlags flags, long now)
    {
        ReadOnlySpan<byte> data = segment.Payload;
        bool fin = (flags & TcpFlags.Fin) != 0;
        if ((data.Length == 0 && !fin) || !block.CanReceive)
        {
            return;
        }

        if (data.Length > 0 && block.IsGivenUp && Sequence.Greater(sequence + (uint)data.Length, block.RcvNxt))
        {
            // SHLD-3: nobody will read it, and the peer must not believe otherwise.
            stack.Counters.Count(StackCounter.DataAfterClose);
            ResetWriter.Abort(stack, block);
            stack.Fail(block, StackError.Aborted);
            return;
        }

        // What lies outside the window is cut off.
        if (Sequence.Less(sequence, block.RcvNxt))
        {
            NoteDuplicate(block, sequence, segment);
            int before = (int)Math.Min(block.RcvNxt - sequence, (uint)data.Length);
            data = data[before..];
            sequence += (uint)before;
            block.Set(BlockFlags.AckNow);
            stack.MakeReady(block);
        }

        uint room = block.RcvAdv - sequence;
        if (data.Length > room)
        {
            data = data[..(int)room];
            fin = false;
        }

        if (sequence == block.RcvNxt)
        {
            InOrder(stack, block, data, fin, now);
            if (block.ReceiveShut)
            {
                stack.Discard(block);
            }
        }
        else
        {
            OutOfOrder(stack, block, data, sequence, fin);
        }
    }

    private static void InOrder(Stack stack, TcpBlock block, ReadOnlySpan<byte> data, bool fin, long now)
    {
        bool isTaken = stack.TryHandOn(block, data);
        int written = isTaken ? data.Length : block.RcvBuffer.Write(stack.Buffers, (int)(block.RcvNxt - block.RcvRead), data);
        if (written < data.Length)
        {
            stack.Counters.Count(StackCounter.MemoryDropped);
            stack.OnMemoryRefused(block);
            fin = false;
        }

        block.RcvNxt += (uint)written;
        if (isTaken)
        {
            stack.NoteHandedOn(block, written, now);
        }

        bool atOnce = fin || written < data.Length;
        if (block.OutOfOrder.Count > 0)
        {
            // RFC 5681 section 4.2: what fills a gap is acknowledged at once.
            block.RcvNxt = block.OutOfOrder.Take(stack.Ranges, block.RcvNxt);
            atOnce = true;
        }

        if (block.Has(BlockFlags.FinAhead) && block.FinAt == block.RcvNxt)
        {
            fin = true;
            atOnce = true;
        }

        if (written > 0)
        {
            Acknowledge(block, written, atOnce, now);
            stack.Tell(block, ConnectionEvents.Readable);
        }
        else if (atOnce)
        {
            block.Set(BlockFlags.AckNow);
        }

        if (fin)
        {
            block.RcvNxt++;
            block.RcvAdv = Sequence.Max(block.RcvAdv, block.RcvNxt);
            block.Set(BlockFlags.FinReceived);

            // Nothing lies beyond a FIN, whatever the peer has sent there.
            block.OutOfOrder.Clear(stack.Ranges);
            Teardown.OnFinReceived(stack, block, now);
            stack.Tell(block, ConnectionEvents.EndOfStream);
        }

        if (block.Has(BlockFlags.AckNow))
        {
            stack.MakeReady(block);
        }
    }

    private static void OutOfOrder(Stack stack, TcpBlock block, ReadOnlySpan<byte> data, uint sequence, bool fin)
    {
        // RFC9293 MUST-58, RFC9293 MUST-59 concern what is in order; RFC 5681 section 4.2: each of these is answered at once.
        block.RepeatedAcks = (byte)Math.Min(block.RepeatedAcks + 1, byte.MaxValue);
        stack.MakeReady(block);
        uint end = sequence + (uint)data.Length;
        if (data.Length > 0)
        {
            int written = block.OutOfOrder.HasRoomFor(sequence, end)
                ? block.RcvBuffer.Write(stack.Buffers, (int)(sequence - block.RcvRead), data)
                : 0;
            if (written < data.Length)
            {
                stack.Counters.Count(StackCounter.OutOfOrderDropped);
                fin = false;
            }

            if (written > 0)
            {
                NoteOverlap(block, sequence, end);
                block.OutOfOrder.Add(stack.Ranges, sequence, sequence + (uint)written);
            }
        }

        if (fin)
        {
            block.Set(BlockFlags.FinAhead);
            block.FinAt = end;
        }
    }

    /// <summary>Delayed acknowledgments (RFC 9293 section 3.8.6.3): every second full segment is acknowledged at once.</summary>
    private static void Acknowledge(TcpBlock block, int length, bool atOnce, long now)
    {
        int most = Math.Min(length, Options.MaximumSegment.ToAnnounce(block.Remote.Address.IsIpv4, block.PathMtu, block.Settings));
        block.RcvMss = Math.Max(block.RcvMss, (ushort)most);
        if (block.QuickAcks > 0)
        {
            block.QuickAcks--;
            atOnce = true;
        }

        atOnce |= block.Settings.DelayedAck == 0 || block.RcvNxt - block.LastAckSent >= 2u * block.RcvMss;
        if (atOnce)
        {
            // RFC9293 MUST-58, RFC9293 MUST-59: one acknowledgment for all that has come until the caller takes packets.
            block.Set(BlockFlags.AckNow);
        }
        else if (!block.Deadlines.IsSet(TimerKind.Acknowledge))
        {
            // RFC9293 MUST-40: the settings keep the delay below half a second.
            block.Deadlines.Set(TimerKind.Acknowledge, now + block.Settings.DelayedAck);
        }
    }

    /// <summary>RFC 2883: data below RCV.NXT has come a second time.</summary>
    private static void NoteDuplicate(TcpBlock block, uint sequence, in TcpSegment segment)
    {
        if (segment.Payload.Length > 0 && Sequence.Less(sequence, block.RcvNxt))
        {
            block.Set(BlockFlags.Duplicate);
            block.DuplicateRange = new SackBlock(sequence, Sequence.Min(sequence + (uint)segment.Payload.Length, block.RcvNxt));
        }
    }

    /// <summary>RFC 2883 section 4.2: data beyond RCV.NXT has come a second time.</summary>
    private static void NoteOverlap(TcpBlock block, uint sequence, uint end)
    {
        for (int i = 0; i < block.OutOfOrder.Count; i++)
        {
            OutOfOrderRange range = block.OutOfOrder[i];
            uint left = Sequence.Max(range.Start, sequence);
            uint right = Sequence.Min(range.End, end);
            if (Sequence.Less(left, right))
            {
                block.Set(BlockFlags.Duplicate);
                block.DuplicateRange = new SackBlock(left, right);
                return;
            }
        }
    }
}
