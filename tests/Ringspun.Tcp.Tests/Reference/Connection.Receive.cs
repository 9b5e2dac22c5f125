using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>The receive side.</content>
internal sealed partial record Connection
{
    public uint Irs { get; init; }

    public uint RcvNxt { get; init; }

    /// <summary>One after the last number that the peer was allowed to send. It never goes back.</summary>
    public uint RcvAdv { get; init; }

    public byte RcvShift { get; init; }

    /// <summary>The window that the SYN tells, which is never scaled (RFC 7323 section 2.2).</summary>
    public ushort FirstWindow { get; init; }

    /// <summary>The largest segment of data that has come.</summary>
    public ushort RcvMss { get; init; }

    /// <summary>What came in order and was not read.</summary>
    public ImmutableArray<byte> Received { get; init; } = [];

    /// <summary>What came though something before it is missing: in order, and nowhere touching.</summary>
    public ImmutableList<Island> OutOfOrder { get; init; } = [];

    /// <summary>Counts what was added to <see cref="OutOfOrder"/>.</summary>
    public uint Stamps { get; init; }

    /// <summary>Where a FIN stands that came before something that precedes it.</summary>
    public uint? FinAt { get; init; }

    public bool FinReceived { get; init; }

    /// <summary>A duplicate to be reported (RFC 2883).</summary>
    public SackBlock? Duplicate { get; init; }

    /// <summary>Last.ACK.sent (RFC 7323 section 4.3).</summary>
    public uint LastAckSent { get; init; }

    /// <summary>Segments that are still acknowledged at once.</summary>
    public int QuickAcks { get; init; }

    /// <summary>Acknowledgments owed to segments out of order, one for each (RFC 5681 section 4.2).</summary>
    public int RepeatedAcks { get; init; }

    public bool Sack { get; init; }

    public bool Scaling { get; init; }

    public bool Timestamps { get; init; }

    /// <summary>TS.Recent, when it holds something, and what it was last.</summary>
    public bool TsRecentKnown { get; init; }

    public uint TsRecent { get; init; }

    public long TsRecentAt { get; init; }

    public uint TsOffset { get; init; }

    /// <summary>When something unacceptable was last answered.</summary>
    public long? ChallengedAt { get; init; }

    /// <summary>When something last came from the peer.</summary>
    public long HeardAt { get; init; }

    public uint RcvWnd => RcvAdv - RcvNxt;

    /// <summary>What fills the buffer; a FIN stays to the end.</summary>
    private int Unread => Received.Length + (FinReceived ? 1 : 0);

    /// <summary>The buffer, as far as the window field can tell of it.</summary>
    private int Capacity => (int)Math.Min(Settings.ReceiveBuffer, (long)ushort.MaxValue << RcvShift);

    private int FullSegment => Math.Max((int)RcvMss, 536);

    /// <summary>How much further the window could be open than the peer has been told.</summary>
    private long Opened => Capacity - Unread - (long)RcvWnd;

    /// <summary>RFC 9293 section 3.8.6.2.2: the right edge moves by a full segment or half the buffer, or stays.</summary>
    private bool MayOpen => Opened >= Math.Min(Capacity / 2, FullSegment);

    /// <summary>
    /// The window's field, rounded up: rounded down it would take back what was promised. But not by so much that it went beyond the buffer (RFC 7323
    /// section 2.4).
    /// </summary>
    public ushort WindowField
    {
        get
        {
            uint unit = 1u << RcvShift;
            uint window = MayOpen ? (uint)Math.Max(0, Capacity - Unread) : RcvWnd;
            uint up = (window + unit - 1) >> RcvShift;
            bool fits = (uint)Unread + (up << RcvShift) < (uint)Capacity + unit;
            return (ushort)Math.Min(fits ? up : window >> RcvShift, ushort.MaxValue);
        }
    }

    /// <summary>The edge that the field promises.</summary>
    public uint WindowEdge => Sequence.Max(RcvAdv, RcvNxt + ((uint)WindowField << RcvShift));

    /// <summary>Whether so much was read that the peer must hear of it: at once while its window is nearly shut, else when a good part is free.</summary>
    public bool IsUpdateDue => MayOpen && (RcvWnd < 2 * FullSegment || Opened >= Capacity / 4);

    public uint Timestamp(long now) => TimestampClock.Now(now, TsOffset);
}
