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

    // Bits of one byte: there is one of these for every connection.
    private const byte AskedBit = 1;
    private const byte AskedPlainlyBit = 2;
    private const byte EchoesBit = 4;
    private const byte EchoDueBit = 8;
    private const byte ReductionDueBit = 16;
    private const byte HasReducedBit = 32;

    private uint _reducedAt;
    private byte _bits;

    /// <summary>Whether marks are echoed to the peer, which sends packets that can be marked.</summary>
    public bool Echoes
    {
        readonly get => Has(EchoesBit);
        private set => Put(EchoesBit, value);
    }

    /// <summary>Whether new data goes as ECT(0).</summary>
    public readonly bool Sends => (_bits & (EchoesBit | AskedPlainlyBit)) == EchoesBit;

    /// <summary>Whether a mark has come and the peer has not told that it has reduced: every acknowledgment carries ECE.</summary>
    public bool EchoDue
    {
        readonly get => Has(EchoDueBit);
        private set => Put(EchoDueBit, value);
    }

    /// <summary>Whether the window was reduced and the peer has not been told: the next new data carries CWR.</summary>
    public bool ReductionDue
    {
        readonly get => Has(ReductionDueBit);
        private set => Put(ReductionDueBit, value);
    }

    /// <summary>The bits of a SYN of an active open. One that is sent again does not ask: something on the way may drop those that do (section 6.1.1.1).</summary>
    public TcpFlags Ask(EcnPolicy policy, bool again)
    {
        if (policy == EcnPolicy.Always && !again)
        {
            Put(AskedBit, true);
            return Bits;
        }

        // Section 6.1.1: who has sent one SYN that does not ask sends no ECT, though he echoes marks when the other side has heard the first.
        Put(AskedPlainlyBit, true);
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
        Echoes = Has(AskedBit) && (flags & Bits) == ((flags & TcpFlags.Ack) != 0 ? TcpFlags.Ece : Bits);

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
    public readonly bool MayReact => (_bits & (ReductionDueBit | HasReducedBit)) == 0;

    /// <summary>Something was acknowledged.</summary>
    public void OnAcknowledged(uint unacknowledged)
    {
        if (Has(HasReducedBit) && !Sequence.Less(unacknowledged, _reducedAt))
        {
            Put(HasReducedBit, false);
        }
    }

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
        _reducedAt = end;
        Put(HasReducedBit, true);
        return TcpFlags.Cwr;
    }

    private readonly bool Has(byte bit) => (_bits & bit) != 0;

    private void Put(byte bit, bool value) => _bits = (byte)(value ? _bits | bit : _bits & ~bit);
}
