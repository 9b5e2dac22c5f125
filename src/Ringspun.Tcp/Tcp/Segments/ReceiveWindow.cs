using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Windows;

namespace Ringspun.Tcp.Segments;

/// <summary>What the peer may send (RFC 9293 section 3.8.6.2.2). The right edge never goes back.</summary>
internal static class ReceiveWindow
{
    /// <summary>Moves the right edge as far as it may, and gives the header's field for it.</summary>
    public static ushort Advertise(Stack stack, TcpBlock block)
    {
        int capacity = Capacity(stack, block);
        uint used = block.RcvNxt - block.RcvRead;
        int free = BufferSizes.Promise(stack, block, Math.Max(0, capacity - (int)used));
        uint window = block.RcvWnd;

        // RFC9293 MUST-39: the edge moves by a full segment or half the buffer, or stays.
        if (free - (long)window >= Math.Min(capacity / 2, FullSegment(block)))
        {
            window = (uint)free;
        }

        // Rounded up, not down: rounding down would take back what was promised when RCV.NXT moves by less than the scale's unit. But each segment
        // would move the edge a little: beyond the buffer the peer is told less than is taken (RFC 7323 section 2.4).
        uint unit = 1u << block.RcvShift;
        uint up = (window + unit - 1) >> block.RcvShift;
        bool fits = used + (up << block.RcvShift) < (uint)capacity + unit;
        uint field = Math.Min(fits ? up : window >> block.RcvShift, ushort.MaxValue);
        uint edge = block.RcvNxt + (field << block.RcvShift);
        if (Sequence.Greater(edge, block.RcvAdv))
        {
            block.RcvAdv = edge;
        }

        return (ushort)field;
    }

    /// <summary>Whether the application has read so much that the peer must hear of it.</summary>
    public static bool IsUpdateDue(Stack stack, TcpBlock block)
    {
        int capacity = Capacity(stack, block);
        int free = BufferSizes.Promise(stack, block, Math.Max(0, capacity - (int)(block.RcvNxt - block.RcvRead)));
        long opened = free - (long)block.RcvWnd;
        int full = FullSegment(block);

        // A window that was nearly shut is told of as soon as it may be; one that is open, when a good part of the buffer has become free.
        return opened >= Math.Min(capacity / 2, full) && (block.RcvWnd < 2 * full || opened >= capacity / 4);
    }

    /// <summary>The buffer, as far as the window field can tell of it.</summary>
    private static int Capacity(Stack stack, TcpBlock block) =>
        (int)Math.Min(BufferSizes.Receive(stack, block), (long)ushort.MaxValue << block.RcvShift);

    private static int FullSegment(TcpBlock block) => Math.Max((int)block.RcvMss, 536);
}
