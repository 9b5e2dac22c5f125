using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>The send side.</content>
internal sealed partial record Connection
{
    public uint Iss { get; init; }

    public uint SndUna { get; init; }

    public uint SndNxt { get; init; }

    /// <summary>The highest that may be acknowledged: beyond SND.NXT after a probe of a closed window, which counts as sent once it is taken.</summary>
    public uint SndMax { get; init; }

    public uint SndWnd { get; init; }

    public uint MaxSndWnd { get; init; }

    public uint SndWl1 { get; init; }

    public uint SndWl2 { get; init; }

    public byte SndShift { get; init; }

    public uint Retransmissions { get; init; }

    public ushort SndMss { get; init; }

    /// <summary>The bytes of the application that are not acknowledged, sent or not.</summary>
    public ImmutableArray<byte> SendQueue { get; init; } = [];

    /// <summary>The application sends nothing more: FIN follows the queue.</summary>
    public bool FinQueued { get; init; }

    public bool FinSent { get; init; }

    /// <summary>The retransmission queue: what was sent at once, in order and without gaps, with what is known of it.</summary>
    public ImmutableList<SentSegment> Sent { get; init; } = [];

    public RetransmissionTimeout Rto { get; init; }

    public CongestionControl Congestion { get; init; }

    public Rack Rack { get; init; }

    public RecoveryPhase Recovery { get; init; }

    /// <summary>Where recovery ends, or where the last one has.</summary>
    public uint? RecoveryPoint { get; init; }

    public int DuplicateAcks { get; init; }

    /// <summary>What could still show that the last recovery was needless.</summary>
    public Doubt? Doubt { get; init; }

    /// <summary>How often the retransmission timer has run out since SND.UNA last moved.</summary>
    public int Timeouts { get; init; }

    /// <summary>A round trip was measured since the last tail loss probe (RFC 8985 section 7.3).</summary>
    public bool Measured { get; init; }

    /// <summary>The tail loss probe that is outstanding.</summary>
    public TailProbe? TailProbe { get; init; }

    /// <summary>Probes of a closed window since it closed.</summary>
    public int Probes { get; init; }

    public int KeepAliveProbes { get; init; }

    /// <summary>When something was last acknowledged, or sent with nothing outstanding.</summary>
    public long ProgressAt { get; init; }

    public long? LastSentAt { get; init; }

    /// <summary>A SYN was sent more than once.</summary>
    public bool SynRepeated { get; init; }

    /// <summary>A SYN, or SYN and ACK, is to be sent.</summary>
    public bool SynNow { get; init; }

    public bool AckNow { get; init; }

    public bool TailProbeNow { get; init; }

    /// <summary>A closed window is to be probed.</summary>
    public bool ProbeNow { get; init; }

    public bool KeepAliveNow { get; init; }

    /// <summary>The wait for a larger window is over: the little there is goes (RFC 9293 section 3.8.6.2.1, the override timeout).</summary>
    public bool Override { get; init; }

    /// <summary>The sequence number of the queue's first byte.</summary>
    public uint SndFront => State is TcpState.SynSent or TcpState.SynReceived ? Iss + 1 : SndUna;

    /// <summary>Bytes that were never sent.</summary>
    public int Unsent => FinSent ? 0 : (int)(SndFront + (uint)SendQueue.Length - Sequence.Max(SndNxt, SndFront));

    public bool FinWaits => FinQueued && !FinSent;

    public uint Outstanding => Bytes(static _ => true);

    public uint Sacked => Bytes(static sent => sent.Has(SentFlags.Sacked));

    /// <summary>RFC 6675's pipe: what is in the network as far as it is known.</summary>
    public uint Pipe => Bytes(static sent => !sent.Has(SentFlags.Sacked) && (!sent.Has(SentFlags.Lost) || sent.Has(SentFlags.Retransmitted)));

    /// <summary>What is lost and was not sent again.</summary>
    public uint ToRepair => Bytes(static sent => IsToRepair(sent));

    /// <summary>SND.UNA + SND.WND - SND.NXT; a window that has shrunk leaves less than nothing.</summary>
    public int UsableWindow => (int)(SndUna + SndWnd - SndNxt);

    /// <summary>When a connection without progress is given up (RFC 9293 section 3.8.3, R2).</summary>
    public long GiveUpAt => ProgressAt + State switch
    {
        TcpState.SynSent => Settings.ConnectTimeout,
        TcpState.SynReceived => Listener is null ? Settings.ConnectTimeout : Settings.HandshakeTimeout,
        _ => Settings.UserTimeout,
    };

    public static bool IsToRepair(SentSegment sent) => (sent.Flags & (SentFlags.Lost | SentFlags.Retransmitted)) == SentFlags.Lost;

    /// <summary>The initial number; the SYN takes it.</summary>
    public Connection BeginAt(uint iss) => this with { Iss = iss, SndUna = iss, SndNxt = iss + 1, SndMax = iss + 1 };

    /// <summary>Takes a stretch for lost: also what was sent again, when that is lost too.</summary>
    public static SentSegment Lose(SentSegment sent) => sent with { Flags = (sent.Flags & ~SentFlags.Retransmitted) | SentFlags.Lost };

    /// <summary>The end of what was sent is cared for otherwise.</summary>
    public Connection ForgetTailProbe() => this with { TailProbe = null, TailProbeNow = false };

    /// <summary>Cuts a stretch in two.</summary>
    public Connection Split(int index, uint at) => this with
    {
        Sent = Sent.SetItem(index, Sent[index] with { End = at }).Insert(index + 1, Sent[index] with { Start = at }),
    };

    private uint Bytes(Func<SentSegment, bool> which) => Sent.Where(which).Aggregate(0u, static (sum, sent) => sum + sent.Length);
}
