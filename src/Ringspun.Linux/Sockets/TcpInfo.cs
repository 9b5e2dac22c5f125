using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// The state of a TCP connection: struct tcp_info as of Linux 5.4, 232 bytes (source: include/uapi/linux/tcp.h). Older kernels fill
/// less: fields past the length that <see cref="Sockets.GetTcpInfo"/> returns are 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct TcpInfo
{
    /// <summary>The connection's state: 1 ESTABLISHED … 7 CLOSE, 8 CLOSE_WAIT, 10 LISTEN (tcpi_state).</summary>
    public byte State;

    /// <summary>Open, Disorder, CWR, Recovery or Loss: 0 to 4 (tcpi_ca_state).</summary>
    public byte CongestionState;

    /// <summary>Retransmissions by timeout of the first unacknowledged segment (tcpi_retransmits).</summary>
    public byte Retransmits;

    /// <summary>Unanswered window or keep-alive probes (tcpi_probes).</summary>
    public byte Probes;

    /// <summary>Doublings of the retransmission timeout (tcpi_backoff).</summary>
    public byte Backoff;

    /// <summary>Negotiated options: 1 timestamps, 2 SACK, 4 window scale, 8 ECN (tcpi_options).</summary>
    public byte Options;

    /// <summary>The peer's window scale in the low four bits, one's own in the high four (tcpi_snd_wscale, tcpi_rcv_wscale).</summary>
    public byte WindowScales;

    /// <summary>Bit 0: the delivery rate is limited by the application (tcpi_delivery_rate_app_limited, tcpi_fastopen_client_fail).</summary>
    public byte Flags;

    /// <summary>The retransmission timeout in microseconds (tcpi_rto).</summary>
    public uint Rto;

    /// <summary>The delayed acknowledgement's timeout in microseconds (tcpi_ato).</summary>
    public uint Ato;

    /// <summary>The largest segment to send in bytes (tcpi_snd_mss).</summary>
    public uint SendMss;

    /// <summary>An estimate of the peer's segment size in bytes (tcpi_rcv_mss).</summary>
    public uint ReceiveMss;

    /// <summary>Segments in flight; of a listener, the connections waiting to be accepted (tcpi_unacked).</summary>
    public uint Unacknowledged;

    /// <summary>Segments selectively acknowledged; of a listener, its backlog (tcpi_sacked).</summary>
    public uint Sacked;

    /// <summary>Segments held to be lost (tcpi_lost).</summary>
    public uint Lost;

    /// <summary>Retransmitted segments in flight (tcpi_retrans).</summary>
    public uint Retransmitted;

    /// <summary>No longer used (tcpi_fackets).</summary>
    public uint Fackets;

    /// <summary>Milliseconds since data was sent (tcpi_last_data_sent).</summary>
    public uint LastDataSent;

    /// <summary>Not kept by the kernel (tcpi_last_ack_sent).</summary>
    public uint LastAckSent;

    /// <summary>Milliseconds since data was received (tcpi_last_data_recv).</summary>
    public uint LastDataReceived;

    /// <summary>Milliseconds since an acknowledgement was received (tcpi_last_ack_recv).</summary>
    public uint LastAckReceived;

    /// <summary>The path's largest packet in bytes (tcpi_pmtu).</summary>
    public uint PathMtu;

    /// <summary>The receive window's present clamp in bytes (tcpi_rcv_ssthresh).</summary>
    public uint ReceiveThreshold;

    /// <summary>The smoothed round-trip time in microseconds (tcpi_rtt).</summary>
    public uint Rtt;

    /// <summary>Its mean deviation in microseconds (tcpi_rttvar).</summary>
    public uint RttVariance;

    /// <summary>The slow-start threshold in segments (tcpi_snd_ssthresh).</summary>
    public uint SendThreshold;

    /// <summary>The congestion window in segments (tcpi_snd_cwnd).</summary>
    public uint CongestionWindow;

    /// <summary>The advertised segment size in bytes (tcpi_advmss).</summary>
    public uint AdvertisedMss;

    /// <summary>The reordering tolerated, in segments (tcpi_reordering).</summary>
    public uint Reordering;

    /// <summary>The receiver's estimate of the round-trip time in microseconds (tcpi_rcv_rtt).</summary>
    public uint ReceiverRtt;

    /// <summary>The receive queue's target in bytes (tcpi_rcv_space).</summary>
    public uint ReceiveSpace;

    /// <summary>Retransmitted segments since the beginning (tcpi_total_retrans).</summary>
    public uint TotalRetransmissions;

    /// <summary>The pacing rate in bytes a second (tcpi_pacing_rate).</summary>
    public ulong PacingRate;

    /// <summary>Its limit in bytes a second (tcpi_max_pacing_rate).</summary>
    public ulong MaximumPacingRate;

    /// <summary>Bytes sent and acknowledged (tcpi_bytes_acked).</summary>
    public ulong BytesAcknowledged;

    /// <summary>Bytes received in order (tcpi_bytes_received).</summary>
    public ulong BytesReceived;

    /// <summary>Segments sent (tcpi_segs_out).</summary>
    public uint SegmentsOut;

    /// <summary>Segments received (tcpi_segs_in).</summary>
    public uint SegmentsIn;

    /// <summary>Bytes in the send buffer that were never sent (tcpi_notsent_bytes).</summary>
    public uint NotSentBytes;

    /// <summary>The smallest round-trip time in microseconds (tcpi_min_rtt).</summary>
    public uint MinimumRtt;

    /// <summary>Segments with data received (tcpi_data_segs_in).</summary>
    public uint DataSegmentsIn;

    /// <summary>Segments with data sent (tcpi_data_segs_out).</summary>
    public uint DataSegmentsOut;

    /// <summary>The delivery rate in bytes a second (tcpi_delivery_rate).</summary>
    public ulong DeliveryRate;

    /// <summary>Microseconds with data to send (tcpi_busy_time).</summary>
    public ulong BusyTime;

    /// <summary>Microseconds limited by the peer's window (tcpi_rwnd_limited).</summary>
    public ulong ReceiveWindowLimited;

    /// <summary>Microseconds limited by the send buffer (tcpi_sndbuf_limited).</summary>
    public ulong SendBufferLimited;

    /// <summary>Segments delivered (tcpi_delivered).</summary>
    public uint Delivered;

    /// <summary>Segments delivered with a congestion mark (tcpi_delivered_ce).</summary>
    public uint DeliveredCongestionExperienced;

    /// <summary>Bytes sent, with retransmissions (tcpi_bytes_sent).</summary>
    public ulong BytesSent;

    /// <summary>Bytes retransmitted (tcpi_bytes_retrans).</summary>
    public ulong BytesRetransmitted;

    /// <summary>Duplicate selective acknowledgements (tcpi_dsack_dups).</summary>
    public uint DuplicateSacks;

    /// <summary>Reordering events seen (tcpi_reord_seen).</summary>
    public uint ReorderingSeen;

    /// <summary>Segments received out of order (tcpi_rcv_ooopack).</summary>
    public uint OutOfOrder;

    /// <summary>The peer's receive window in bytes, scaled (tcpi_snd_wnd).</summary>
    public uint SendWindow;
}
