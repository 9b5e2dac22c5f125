using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>
/// Urgent data (RFC 9293 section 3.8.5). RFC9293 MUST-30: it is supported. It stays in its place in the stream, as RFC 6093 section 3.2 says it was meant; the
/// pointer only tells where it ends.
/// </summary>
internal static class UrgentData
{
    /// <summary>RFC9293 MUST-31: all that is queued is urgent up to its end, however long it is. The pointer only moves forward.</summary>
    public static void Begin(TcpBlock block)
    {
        block.SndUp = block.SndEnd;
        block.SndUrgent = true;
    }

    /// <summary>The urgent pointer of a segment to be sent; 0 for none.</summary>
    public static ushort Pointer(TcpBlock block, uint sequence)
    {
        block.SndUrgent = block.IsSendingUrgent;
        if (!block.SndUrgent)
        {
            return 0;
        }

        // RFC9293 MUST-62: at the byte after the urgent data; where that is further than the field can say, as far as it can.
        return Sequence.Less(sequence, block.SndUp) ? (ushort)Math.Min(block.SndUp - sequence, ushort.MaxValue) : (ushort)0;
    }

    /// <summary>Section 3.10.7.4, sixth. Any pointer does: it is a mark that may lie before what was read or beyond what will ever come.</summary>
    public static void OnArrival(Stack stack, TcpBlock block, in TcpSegment segment)
    {
        if ((segment.Flags & TcpFlags.Urg) == 0 || !(block.CanReceive || block.IsOpenEarly) || block.IsGivenUp || block.ReceiveShut)
        {
            return;
        }

        // RFC9293 MUST-32: the application hears of the first pointer, and of each that is further on.
        uint pointer = segment.Sequence + segment.UrgentPointer;
        if (Sequence.Greater(pointer, block.RcvRead) && (!block.RcvUrgent || Sequence.Greater(pointer, block.RcvUp)))
        {
            block.RcvUp = pointer;
            block.RcvUrgent = true;
            stack.Tell(block, ConnectionEvents.Urgent);
        }
    }

    /// <summary>The application has read: a mark that lies behind is forgotten before sequence numbers come round to it.</summary>
    public static void OnRead(TcpBlock block) => block.RcvUrgent &= Sequence.Greater(block.RcvUp, block.RcvRead);
}
