using System.Runtime.CompilerServices;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>Decides what a connection sends next, and writes it.</summary>
internal static partial class SegmentOutput
{
    /// <summary>Writes the next segment of a connection, if there is one to send now.</summary>
    /// <returns>The packet's length; 0 when there is nothing.</returns>
    // A method for the compiler, too, which inlines only so much into one: the small ones that are called from here are worth more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int TryWrite(Stack stack, TcpBlock block, long now, Span<byte> buffer, out TransmitHints hints)
    {
        hints = default;
        if (block.Has(BlockFlags.SynNow))
        {
            return WriteSyn(stack, block, now, buffer, out hints);
        }

        if (!block.IsSynchronized && !block.IsOpenEarly)
        {
            // RFC 9293 section 3.10.7.4, first: a half-open connection answers what is unacceptable, too.
            bool answers = block.State == TcpState.SynReceived && block.Has(BlockFlags.AckNow);
            return answers ? WriteAck(stack, block, now, buffer, block.SndNxt, out hints) : 0;
        }

        // Acknowledgments that repeat one count for the peer only without data (RFC 5681 section 2).
        if (block.RepeatedAcks > 0)
        {
            block.RepeatedAcks--;
            return WriteAck(stack, block, now, buffer, block.SndNxt, out hints);
        }

        if (block.CanSend)
        {
            int written = TryWriteData(stack, block, now, buffer, out hints);
            if (written > 0)
            {
                return written;
            }
        }

        if (block.Has(BlockFlags.KeepAliveNow))
        {
            // RFC 9293 section 3.8.4: a number before the window makes the peer answer. No data: SHLD-12.
            block.Clear(BlockFlags.KeepAliveNow);
            return WriteAck(stack, block, now, buffer, block.SndNxt - 1, out hints);
        }

        return block.Has(BlockFlags.AckNow) ? WriteAck(stack, block, now, buffer, block.SndNxt, out hints) : 0;
    }

    /// <summary>Whether there may be another segment to send now: when not, <see cref="TryWrite"/> would find none.</summary>
    public static bool MayGoOn(TcpBlock block) =>
        block.Has(BlockFlags.SynNow | BlockFlags.AckNow | BlockFlags.KeepAliveNow) || block.RepeatedAcks > 0 || HasSomethingToSend(block);

    private static int TryWriteData(Stack stack, TcpBlock block, long now, Span<byte> buffer, out TransmitHints hints)
    {
        hints = default;
        if (!HasSomethingToSend(block))
        {
            return 0;
        }

        TcpOptions options = SegmentWriter.Options(block, now);
        Room room = new(stack, block, buffer.Length, options.WireLength);
        if (block.Sent.HasLost && !ForwardRto.PrefersNew(block))
        {
            int again = TryRetransmit(stack, block, now, buffer, options, room, out hints);
            if (again > 0)
            {
                return again;
            }
        }

        bool probe = block.Has(BlockFlags.TailProbeNow);
        block.Clear(BlockFlags.TailProbeNow);
        int written = TrySendNew(stack, block, now, buffer, options, room, probe, out hints);
        if (ForwardRto.PrefersNew(block))
        {
            ForwardRto.OnTried(block, written > 0);
            if (block.Sent.HasLost && !ForwardRto.PrefersNew(block))
            {
                return TryRetransmit(stack, block, now, buffer, options, room, out hints);
            }
        }

        if (written > 0 && probe)
        {
            TailLossProbe.OnSent(block, 0);
        }

        if (written == 0 && probe && block.Sent.Count > 0)
        {
            written = RepeatTail(stack, block, now, buffer, options, room, out hints);
        }

        if (written == 0 && block.Has(BlockFlags.ProbeNow))
        {
            written = ProbeWindow(stack, block, buffer, options, out hints);
        }

        return written;
    }

    private static bool HasSomethingToSend(TcpBlock block) =>
        block.Sent.HasLost || block.Unsent > 0 || block.Has(BlockFlags.TailProbeNow | BlockFlags.ProbeNow)
        || (block.Has(BlockFlags.FinQueued) && !block.Has(BlockFlags.FinSent));

    /// <summary>RFC9293 MUST-36: a closed window is probed by a byte beyond it, or by the FIN. It is not counted as sent.</summary>
    private static int ProbeWindow(Stack stack, TcpBlock block, Span<byte> buffer, in TcpOptions options, out TransmitHints hints)
    {
        block.Clear(BlockFlags.ProbeNow);
        bool data = block.Unsent > 0;
        bool fin = !data && block.Has(BlockFlags.FinQueued) && !block.Has(BlockFlags.FinSent);
        block.SndMax = data || fin ? Sequence.Max(block.SndMax, block.SndNxt + 1) : block.SndMax;
        TcpFlags flags = TcpFlags.Ack | (fin ? TcpFlags.Fin : 0) | (data ? TcpFlags.Psh : 0);
        return SegmentWriter.Write(stack, block, buffer, options, flags, block.SndNxt, data ? 1 : 0, 0, out hints);
    }

    private static int WriteSyn(Stack stack, TcpBlock block, long now, Span<byte> buffer, out TransmitHints hints)
    {
        block.Clear(BlockFlags.SynNow);
        TcpOptions options = Handshake.Options(block, stack.Options.Mtu, now);
        TcpFlags flags = block.State == TcpState.SynSent
            ? TcpFlags.Syn | block.Ecn.Ask(block.Settings.Ecn, again: block.Sent.Count > 0)
            : TcpFlags.Syn | TcpFlags.Ack | block.Ecn.Answer();
        int data = 0;
        if (block.Sent.Count == 0)
        {
            FastOpenServer.AddCookie(stack, block, ref options);
            data = block.State == TcpState.SynSent ? FastOpenClient.Offer(stack, block, ref options, now) : 0;
            block.Sent.Append(stack.Segments, block.Iss, block.Iss + 1 + (uint)data, now);
        }
        else
        {
            FastOpenClient.OnTimeout(stack, block, now);
            block.Sent.At(0).SentAt = now;
            block.Sent.SetFlags(0, block.Sent.At(0).Flags | SentFlags.EverRetransmitted);
            block.Set(BlockFlags.SynRepeated);
            stack.Counters.Count(StackCounter.Retransmissions);
            block.Retransmissions++;
        }

        RetransmissionTimer.Restart(block, now);
        block.LastSentAt = now;
        return SegmentWriter.Write(stack, block, buffer, options, flags, block.Iss, data, 0, out hints);
    }

    private static int WriteAck(Stack stack, TcpBlock block, long now, Span<byte> buffer, uint sequence, out TransmitHints hints) =>
        SegmentWriter.Write(stack, block, buffer, SegmentWriter.Options(block, now), TcpFlags.Ack, sequence, 0, 0, out hints);

    /// <summary>What was sent again or anew counts as sent now.</summary>
    private static void OnSent(TcpBlock block, uint bytes, long now)
    {
        block.LastSentAt = now;
        if (block.Recovery == RecoveryPhase.Fast)
        {
            block.Congestion.OnSent(bytes);
        }

        if (!block.Deadlines.IsSet(Timers.TimerKind.Retransmit))
        {
            RetransmissionTimer.Restart(block, now);
        }
    }

    /// <summary>How much data a packet takes.</summary>
    private readonly ref struct Room
    {
        /// <summary>The data of an ordinary segment. RFC9293 MUST-16: options take their part of it.</summary>
        public readonly int Segment;

        /// <summary>The data of the largest packet: several segments when the device cuts them.</summary>
        public readonly int Packet;

        /// <summary>Of a packet that is not to be cut.</summary>
        public Room(int data) => (Segment, Packet) = (data, data);

        public Room(Stack stack, TcpBlock block, int buffer, int optionsLength)
        {
            Segment = block.SndMss - optionsLength;
            int headers = MaximumSegment.IpHeader(block) + TcpHeader.Length + optionsLength;

            // Each of the segments would need an urgent pointer of its own.
            int most = block.IsSendingUrgent ? 0 : Math.Min(buffer, stack.Options.SuperSegment) - headers;
            Packet = most < 2 * Segment ? Segment : most - (most % Segment);
        }
    }
}
