using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Congestion;

/// <summary>
/// Explicit congestion notification of one connection (RFC 3168 section 6.1): routers mark packets instead of dropping them, the receiver echoes marks
/// until it hears that the sender has reduced its window.
/// </summary>
internal struct ExplicitCongestion
{
    private const TcpFlags Bits = TcpFlags.Ece | TcpFlags.Cwr;

    private uint _reducedAt;
    private bool _asked;
    private bool _askedPlainly;
    private bool _hasReduced;

    /// <summary>Whether marks are echoed to the peer, which sends packets that can be marked.</summary>
    public bool Echoes { get; private set; }

    /// <summary>Whether new data goes as ECT(0).</summary>
    public readonly bool Sends => Echoes && !_askedPlainly;

    /// <summary>Whether a mark has come and the peer has not told that it has reduced: every acknowledgment carries ECE.</summary>
    public bool EchoDue { get; private set; }

    /// <summary>Whether the window was reduced and the peer has not been told: the next new data carries CWR.</summary>
    public bool ReductionDue { get; private set; }

    /// <summary>The bits of a SYN of an active open. One that is sent again does not ask: something on the way may drop those that do (section 6.1.1.1).</summary>
    public TcpFlags Ask(EcnPolicy policy, bool again)
    {
        if (policy == EcnPolicy.Always && !again)
        {
            _asked = true;
            return Bits;
        }

        // Section 6.1.1: who has sent one SYN that does not ask sends no ECT, though he echoes marks when the other side has heard the first.
        _askedPlainly = true;
        return TcpFlags.None;
    }

    /// <summary>The bits of SYN and ACK.</summary>
    public readonly TcpFlags Answer() => Echoes ? TcpFlags.Ece : TcpFlags.None;

    /// <summary>The peer's SYN has come to a listener.</summary>
    public void OnAsked(EcnPolicy policy, TcpFlags flags) => Echoes = policy != EcnPolicy.Never && (flags & Bits) == Bits;

    /// <summary>It comes again: once it does not ask, nothing is agreed on.</summary>
    public void OnAskedAgain(TcpFlags flags) => Echoes &= (flags & Bits) == Bits;

    /// <summary>An active open has got the peer's SYN, or SYN and ACK.</summary>
    public void OnAnswered(TcpFlags flags) =>
        Echoes = _asked && (flags & Bits) == ((flags & TcpFlags.Ack) != 0 ? TcpFlags.Ece : Bits);

    /// <summary>An acceptable segment has come (section 6.1.3).</summary>
    /// <returns>Whether it is the first with a mark, so that the sender should hear of it at once.</returns>
    public bool OnData(in TcpSegment segment)
    {
        if (!Echoes || segment.Payload.Length == 0)
        {
            return false;
        }

        bool had = EchoDue && (segment.Flags & TcpFlags.Cwr) == 0;
        EchoDue = had || segment.Ecn == Ecn.CongestionExperienced;
        return EchoDue && !had;
    }

    /// <summary>Whether an echo may mean a congestion that was not reacted to: not before the peer can have heard of the last reduction.</summary>
    public readonly bool MayReact => !ReductionDue && !_hasReduced;

    /// <summary>Something was acknowledged.</summary>
    public void OnAcknowledged(uint unacknowledged) => _hasReduced &= Sequence.Less(unacknowledged, _reducedAt);

    /// <summary>The window was reduced, for whatever reason (section 6.1.2).</summary>
    public void OnReduced() => ReductionDue = Sends;

    /// <summary>New data is sent.</summary>
    /// <param name="end">One after its last byte.</param>
    /// <returns>CWR, when it tells of a reduction.</returns>
    public TcpFlags OnNewData(uint end)
    {
        if (!ReductionDue)
        {
            return TcpFlags.None;
        }

        ReductionDue = false;
        (_reducedAt, _hasReduced) = (end, true);
        return TcpFlags.Cwr;
    }
}
