using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp;

/// <summary>What can be said of a connection. Sequence numbers are as on the wire, windows are bytes, times nanoseconds.</summary>
public readonly record struct ConnectionInfo
{
    /// <summary>The state.</summary>
    public TcpState State { get; init; }

    /// <summary>Why it failed, if it has.</summary>
    public StackError Failure { get; init; }

    /// <summary>This end.</summary>
    public Endpoint Local { get; init; }

    /// <summary>The other end.</summary>
    public Endpoint Remote { get; init; }

    /// <summary>SND.UNA.</summary>
    public uint SndUna { get; init; }

    /// <summary>SND.NXT.</summary>
    public uint SndNxt { get; init; }

    /// <summary>SND.WND.</summary>
    public uint SndWnd { get; init; }

    /// <summary>RCV.NXT.</summary>
    public uint RcvNxt { get; init; }

    /// <summary>RCV.WND as it was last told.</summary>
    public uint RcvWnd { get; init; }

    /// <summary>The congestion window.</summary>
    public uint CongestionWindow { get; init; }

    /// <summary>The slow start threshold.</summary>
    public uint SlowStartThreshold { get; init; }

    /// <summary>SRTT; 0 before the first measurement.</summary>
    public long SmoothedRtt { get; init; }

    /// <summary>RTO with its backoff.</summary>
    public long RetransmissionTimeout { get; init; }

    /// <summary>Segments sent again.</summary>
    public uint Retransmissions { get; init; }

    /// <summary>The most data in a segment without options.</summary>
    public int MaximumSegmentSize { get; init; }

    /// <summary>Bytes taken from the application and not acknowledged.</summary>
    public int SendQueued { get; init; }

    /// <summary>The present size of the send buffer in bytes.</summary>
    public int SendBuffer { get; init; }

    /// <summary>The present size of the receive buffer in bytes.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>Bytes that the application can read.</summary>
    public int Readable { get; init; }

    /// <summary>The bytes from the next one to be read up to the end of the urgent data, come or to come; 0 when there is none (RFC 9293 section 3.8.5).</summary>
    public int UrgentAhead { get; init; }

    /// <summary>The bytes of data that came with the SYN and were taken: by the peer of a connection that this side has begun, else by this stack; 0 when the
    /// handshake came first (RFC 7413).</summary>
    public int SynDataTaken { get; init; }

    internal static ConnectionInfo Of(TcpBlock block) => new()
    {
        State = block.State,
        Failure = block.Failure,
        Local = block.Local,
        Remote = block.Remote,
        SndUna = block.SndUna,
        SndNxt = block.SndNxt,
        SndWnd = block.SndWnd,
        RcvNxt = block.RcvNxt,
        RcvWnd = block.RcvWnd,
        CongestionWindow = block.Congestion.Window,
        SlowStartThreshold = block.Congestion.Threshold,
        SmoothedRtt = block.Rto.SmoothedRtt,
        RetransmissionTimeout = block.Rto.Current(block.Settings),
        Retransmissions = block.Retransmissions,
        MaximumSegmentSize = block.SndMss,
        SendQueued = block.SndBuffered,
        SendBuffer = block.SndCapacity,
        ReceiveBuffer = block.RcvCapacity,
        Readable = block.Readable,
        UrgentAhead = block.UrgentAhead,
        SynDataTaken = block.SynDataTaken,
    };
}
