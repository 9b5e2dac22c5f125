using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Windows;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Blocks;

/// <content>The receive side.</content>
internal sealed partial class TcpBlock
{
    /// <summary>RCV.NXT: the next sequence number that is expected.</summary>
    public uint RcvNxt;

    /// <summary>One after the last sequence number that the peer has been allowed to send. It never goes back.</summary>
    public uint RcvAdv;

    /// <summary>IRS: the initial receive sequence number.</summary>
    public uint Irs;

    /// <summary>The sequence number of the first byte that the application has not read.</summary>
    public uint RcvRead;

    /// <summary>The sequence number of a FIN that came before what precedes it.</summary>
    public uint FinAt;

    /// <summary>Last.ACK.sent (RFC 7323 section 4.3).</summary>
    public uint LastAckSent;

    /// <summary>TS.Recent.</summary>
    public uint TsRecent;

    /// <summary>What this side's clock for timestamps is ahead by.</summary>
    public uint TsOffset;

    /// <summary>When TS.Recent was set.</summary>
    public long TsRecentAt;

    /// <summary>When the last acknowledgment of something unacceptable was sent; the next waits (RFC 5961 section 7).</summary>
    public long ChallengedAt;

    /// <summary>When something last came from the peer.</summary>
    public long HeardAt;

    /// <summary>Rcv.Wind.Shift.</summary>
    public byte RcvShift;

    /// <summary>Segments that are still acknowledged at once.</summary>
    public byte QuickAcks;

    /// <summary>Acknowledgments to send at once that repeat the last: one for each segment that came out of order (RFC 5681 section 4.2).</summary>
    public byte RepeatedAcks;

    /// <summary>The largest segment of data that has come: what "full-sized" means to the delayed acknowledgment.</summary>
    public ushort RcvMss;

    /// <summary>The most bytes that are held for the application: what the window is made of.</summary>
    public int RcvCapacity;

    /// <summary>The window that the SYN tells.</summary>
    public ushort FirstWindow;

    /// <summary>What makes the buffer grow.</summary>
    public ReceiveTuning ReceiveTuning;

    /// <summary>The duplicate to report first (RFC 2883).</summary>
    public SackBlock DuplicateRange;

    /// <summary>What was received, from <see cref="RcvRead"/> on, with gaps where <see cref="OutOfOrder"/> says so.</summary>
    public StreamBuffer RcvBuffer;

    public OutOfOrderRanges OutOfOrder;

    /// <summary>Bytes that the application can read now.</summary>
    public int Readable => (int)(RcvNxt - RcvRead) - (Has(BlockFlags.FinReceived) ? 1 : 0);

    /// <summary>RCV.WND as it was last told.</summary>
    public uint RcvWnd => RcvAdv - RcvNxt;

    private void ResetReceive()
    {
        (RcvNxt, RcvAdv, Irs, RcvRead, FinAt, LastAckSent, TsRecent, TsOffset) = (0, 0, 0, 0, 0, 0, 0, 0);
        (TsRecentAt, ChallengedAt, HeardAt, RcvShift, QuickAcks, RepeatedAcks, RcvMss) = (0, 0, 0, 0, 0, 0, 0);
        DuplicateRange = default;
        RcvCapacity = 0;
        FirstWindow = 0;
        ReceiveTuning = default;
    }
}
