using Ringspun.Tcp.Recovery;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>The timers: when they run out, or null.</content>
internal sealed partial record Connection
{
    // RFC 8985 section 7.2.
    private const long MaxAckDelay = 200_000_000;

    /// <summary>RFC 6298.</summary>
    public long? RetransmitAt { get; init; }

    /// <summary>RFC 8985 section 7.</summary>
    public long? TailProbeAt { get; init; }

    /// <summary>RFC 8985 section 6.2.</summary>
    public long? ReorderAt { get; init; }

    /// <summary>RFC 9293 sections 3.8.6.1 and 3.8.6.2.1.</summary>
    public long? PersistAt { get; init; }

    /// <summary>RFC 9293 section 3.8.6.3.</summary>
    public long? AcknowledgeAt { get; init; }

    /// <summary>RFC 9293 section 3.8.4.</summary>
    public long? KeepAliveAt { get; init; }

    /// <summary>The end of TIME-WAIT, or of FIN-WAIT-2 when nobody waits for the peer.</summary>
    public long? StateEndsAt { get; init; }

    /// <summary>The first of them.</summary>
    public long NextDeadline => new[] { RetransmitAt, TailProbeAt, ReorderAt, PersistAt, AcknowledgeAt, KeepAliveAt, StateEndsAt }
        .Min(static at => at ?? long.MaxValue);

    public Connection WithoutTimers() => this with
    {
        RetransmitAt = null,
        TailProbeAt = null,
        ReorderAt = null,
        PersistAt = null,
        AcknowledgeAt = null,
        KeepAliveAt = null,
        StateEndsAt = null,
    };

    /// <summary>RFC 6298, rules 5.1 to 5.3: the timer runs while something is outstanding, and not beyond the time of giving up.</summary>
    public Connection RestartRetransmit(long now) => this with
    {
        RetransmitAt = Sent.IsEmpty ? null : Math.Min(now + Rto.Current(Settings), GiveUpAt),
    };

    /// <summary>
    /// RFC 8985 section 7.2: when the tail of what was sent is probed. Not while anything is known to be missing, and a round trip is measured between
    /// probes.
    /// </summary>
    public Connection ScheduleTailProbe(long now)
    {
        bool possible = Sack && Recovery == RecoveryPhase.Open && !Sent.IsEmpty && Sacked == 0 && TailProbe is null && Measured;
        long loneSegment = Outstanding <= SndMss ? MaxAckDelay : 0;
        long wait = (2 * Rto.SmoothedRtt) + loneSegment;
        return this with { TailProbeAt = possible ? Math.Min(now + wait, RetransmitAt ?? long.MaxValue) : null };
    }

    /// <summary>Something waits for the peer's window, or for Nagle's leave: when nothing outstanding brings an acknowledgment, a timer must run.</summary>
    public Connection AwaitWindow(long now)
    {
        if (!Sent.IsEmpty || PersistAt is not null || ProbeNow)
        {
            return this;
        }

        return this with { ProgressAt = Probes == 0 ? now : ProgressAt, PersistAt = now + PersistInterval(Probes) };
    }

    /// <summary>RFC 9293 section 3.8.6.1: the first probe after the retransmission timeout, the next exponentially later.</summary>
    public long PersistInterval(int probes) => Math.Min(Rto.Base << Math.Min(probes, 16), Settings.MaximumRto);

    /// <summary>RFC 9293 section 3.8.4: off unless the application asks.</summary>
    public Connection ScheduleKeepAlive(long now)
    {
        bool open = State is TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.FinWait2;
        return this with { KeepAliveAt = open && Settings.KeepAlive ? now + Settings.KeepAliveIdle : null };
    }

    /// <summary>FIN-WAIT-2 of a connection that the application has closed does not last for ever.</summary>
    public Connection AwaitPeer(long now) => State == TcpState.FinWait2 && GivenUp
        ? this with { StateEndsAt = StateEndsAt ?? now + Settings.FinWait2Timeout }
        : this;

    /// <summary>Two maximum segment lifetimes in which nothing is sent by itself.</summary>
    public Connection EnterTimeWait(long now) => this with
    {
        State = TcpState.TimeWait,
        Sent = [],
        SendQueue = [],
        RetransmitAt = null,
        TailProbeAt = null,
        ReorderAt = null,
        PersistAt = null,
        KeepAliveAt = null,
        StateEndsAt = now + (2 * Settings.MaximumSegmentLifetime),
    };
}
