using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Blocks;

/// <content>The send side.</content>
internal sealed partial class TcpBlock
{
    /// <summary>SND.UNA: the oldest unacknowledged sequence number.</summary>
    public uint SndUna;

    /// <summary>SND.NXT: the next to be sent. It never goes back: what is sent again is found in <see cref="Sent"/>.</summary>
    public uint SndNxt;

    /// <summary>The highest that was ever sent, and thus may be acknowledged: beyond SND.NXT by a probe of a closed window only.</summary>
    public uint SndMax;

    /// <summary>SND.WND: the peer's window, in bytes. RFC9293 MUST-1: unsigned.</summary>
    public uint SndWnd;

    /// <summary>The largest window that the peer has offered.</summary>
    public uint MaxSndWnd;

    /// <summary>SND.WL1: the sequence number of the segment that the window came with.</summary>
    public uint SndWl1;

    /// <summary>SND.WL2: its acknowledgment number.</summary>
    public uint SndWl2;

    /// <summary>ISS: the initial send sequence number.</summary>
    public uint Iss;

    /// <summary>Bytes of the application from SND.UNA (or ISS + 1) on, sent or not.</summary>
    public int SndBuffered;

    /// <summary>Snd.Wind.Shift.</summary>
    public byte SndShift;

    /// <summary>The most bytes of data in a segment, before options are counted: the peer's MSS or what the path takes.</summary>
    public ushort SndMss;

    /// <summary>Acknowledgments that repeated the last one (RFC 5681 section 2).</summary>
    public byte DuplicateAcks;

    /// <summary>Probes of a closed window since it closed.</summary>
    public byte Probes;

    /// <summary>Keep-alive probes without an answer.</summary>
    public byte KeepAliveProbes;

    /// <summary>How often the retransmission timer has run out since SND.UNA last moved.</summary>
    public byte Timeouts;

    public RecoveryPhase Recovery;

    /// <summary>Where recovery ends: SND.NXT when it began.</summary>
    public uint RecoveryPoint;

    /// <summary>What could still show that recovery was needless.</summary>
    public UndoState Undo;

    /// <summary>Explicit congestion notification, of both directions.</summary>
    public ExplicitCongestion Ecn;

    /// <summary>Where a tail loss probe ends.</summary>
    public uint TailProbeEnd;

    /// <summary>The bytes of a tail loss probe that was sent again.</summary>
    public uint TailProbeLength;

    /// <summary>When something was last acknowledged, or sent with nothing outstanding: give-up counts from there.</summary>
    public long ProgressAt;

    /// <summary>When something was last sent.</summary>
    public long LastSentAt;

    /// <summary>The most bytes that are taken from the application.</summary>
    public int SndCapacity;

    /// <summary>What the application has written.</summary>
    public SendBuffer SndBuffer;

    /// <summary>What is outstanding.</summary>
    public SentQueue Sent;

    /// <summary>Segments sent again, for whoever asks.</summary>
    public uint Retransmissions;

    /// <summary>The search for the size of segments that the path takes.</summary>
    public MtuSearch MtuSearch;

    public RetransmissionTimeout Rto;
    public CongestionControl Congestion;
    public Rack Rack;

    /// <summary>Where the bytes of the application begin in the sequence space: SND.UNA, once the SYN is acknowledged.</summary>
    public uint SndFront => State is TcpState.SynSent or TcpState.SynReceived ? Iss + 1 : SndUna;

    /// <summary>One after the last byte of the application.</summary>
    public uint SndEnd => SndFront + (uint)SndBuffered;

    /// <summary>Bytes of the application that were never sent.</summary>
    public int Unsent => Has(BlockFlags.FinSent) ? 0 : (int)(SndEnd - Sequence.Max(SndNxt, SndFront));

    /// <summary>Sets the initial number; the SYN takes it.</summary>
    public void BeginAt(uint iss)
    {
        Iss = iss;
        SndUna = iss;
        SndNxt = iss + 1;
        SndMax = SndNxt;
    }

    private void ResetSend()
    {
        (SndUna, SndNxt, SndMax, SndWnd, MaxSndWnd, SndWl1, SndWl2, Iss) = (0, 0, 0, 0, 0, 0, 0, 0);
        (SndBuffered, SndShift, SndMss, DuplicateAcks, Probes, KeepAliveProbes, Timeouts) = (0, 0, 0, 0, 0, 0, 0);
        (Recovery, RecoveryPoint, TailProbeEnd, TailProbeLength, ProgressAt, LastSentAt) = (RecoveryPhase.Open, 0, 0, 0, 0, 0);
        MtuSearch = default;
        (SndCapacity, Retransmissions) = (0, 0);
        Rto = default;
        Congestion = default;
        Rack = default;
        Undo = default;
        Ecn = default;
    }
}
