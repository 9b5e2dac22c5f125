using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <content>What is sent again.</content>
internal static partial class SegmentOutput
{
    private static int TryRetransmit(
        Stack stack, TcpBlock block, long now, Span<byte> buffer, in TcpOptions options, Room room, out TransmitHints hints)
    {
        hints = default;
        int index = block.Sent.FirstLost();
        if (index < 0)
        {
            return 0;
        }

        uint pipe = block.Sent.Pipe;
        uint least = Math.Min(block.Sent.At(index).Length, (uint)room.Segment);
        // RFC 5681 section 3.2, RFC 6582: without SACK what is found lost goes out at once.
        // RFC 6298 section 5.4: after a timeout the earliest goes out, whatever was sent since.
        bool atOnce = block.Recovery switch
        {
            RecoveryPhase.Fast => !block.Has(BlockFlags.Sack),
            RecoveryPhase.Timeout => index == 0,
            _ => false,
        };
        if (pipe > 0 && !atOnce && pipe + least > block.Congestion.Window)
        {
            return 0;
        }

        uint allowed = block.Congestion.Window > pipe ? block.Congestion.Window - pipe : least;
        return Resend(stack, block, now, buffer, options, room, index, Math.Max(least, allowed), out hints);
    }

    /// <summary>RFC 8985 section 7.3: with nothing new to send, the last segment is sent again.</summary>
    private static int RepeatTail(
        Stack stack, TcpBlock block, long now, Span<byte> buffer, in TcpOptions options, Room room, out TransmitHints hints)
    {
        int index = block.Sent.Count - 1;
        uint length = block.Sent.At(index).Length;
        if (length > room.Segment)
        {
            block.Sent.Split(stack.Segments, index, block.Sent.At(index).End - (uint)room.Segment);
            index++;
        }

        TailLossProbe.OnSent(block, Math.Min(length, (uint)room.Segment));
        return Resend(stack, block, now, buffer, options, room, index, (uint)room.Segment, out hints);
    }

    private static int Resend(
        Stack stack, TcpBlock block, long now, Span<byte> buffer, in TcpOptions options, Room room, int index, uint allowed, out TransmitHints hints)
    {
        uint start = block.Sent.At(index).Start;
        uint most = Math.Min(allowed, (uint)room.Packet);
        most = most > room.Segment ? most - (most % (uint)room.Segment) : (uint)room.Segment;
        bool fin = block.Has(BlockFlags.FinSent) && block.Sent.At(index).End == block.SndNxt;
        uint data = block.Sent.At(index).Length - (fin ? 1u : 0);
        if (data > most)
        {
            block.Sent.Split(stack.Segments, index, start + most);
            data = most;
            fin = false;
        }

        PathMtuSearch.OnResent(stack, block, start, now);
        ref SentSegment segment = ref block.Sent.At(index);
        segment.SentAt = now;
        block.Sent.SetFlags(index, segment.Flags | SentFlags.EverRetransmitted | (segment.Has(SentFlags.Lost) ? SentFlags.Retransmitted : 0));
        TcpFlags flags = TcpFlags.Ack | (fin ? TcpFlags.Fin : 0) | (segment.End == block.SndNxt && data > 0 ? TcpFlags.Psh : 0);
        int size = data > room.Segment ? room.Segment : 0;
        int written = SegmentWriter.Write(stack, block, buffer, options, flags, start, (int)data, size, out hints);
        stack.Counters.Count(StackCounter.Retransmissions);
        block.Retransmissions++;
        Undo.OnRetransmitted(block, index == 0, data, options.TimestampValue);
        OnSent(block, data, now);
        if (index == 0)
        {
            // RFC 6298 section 5.1 as RFC 8985 has it: the timer counts from the oldest outstanding transmission.
            RetransmissionTimer.Restart(block, now);
        }

        return written;
    }
}
