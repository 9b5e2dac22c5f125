using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>In SYN-SENT (RFC 9293 section 3.10.7.3), and how a connection opens.</content>
internal static partial class Step
{
    private static Connection InSynSent(Connection c, Segment segment, long now)
    {
        // First, ACK: one of an old connection is reset.
        bool acknowledges = segment.Has(TcpFlags.Ack);
        if (acknowledges && segment.Acknowledgment != c.Iss + 1)
        {
            return segment.Has(TcpFlags.Rst) ? c : c with { Answers = c.Answers.Add(Answer.Reset(c.Local, c.Remote, segment)) };
        }

        // Second, RST.
        if (segment.Has(TcpFlags.Rst))
        {
            return acknowledges ? c.Fail(StackError.Refused) : c;
        }

        // Fourth, SYN.
        if (!segment.Has(TcpFlags.Syn))
        {
            return c;
        }

        c = Agree(c, segment.Options, segment.Sequence, now) with
        {
            SndWnd = segment.Window,
            MaxSndWnd = segment.Window,
            SndWl1 = segment.Sequence,
            SndWl2 = segment.Acknowledgment,
        };
        if (!acknowledges)
        {
            return c with { State = TcpState.SynReceived, SynNow = true, Stirred = true };
        }

        // What else it carries counts from the sixth step on.
        c = TellOfRoom(OpenUp(c, now)) with { AckNow = true, Stirred = true };
        return TextArrives(c, segment with { Sequence = segment.Sequence + 1, Flags = segment.Flags & ~TcpFlags.Syn }, now);
    }

    /// <summary>Our SYN is acknowledged: the connection is open.</summary>
    private static Connection OpenUp(Connection c, long now)
    {
        // Karn's algorithm: a SYN that was repeated measures nothing. RFC 6298 section 5.7: it makes the sender patient.
        bool measures = !c.Sent.IsEmpty && !c.Sent[0].Has(SentFlags.EverRetransmitted);
        RetransmissionTimeout rto = measures ? After(c.Rto, (ref rto) => rto.Measure(now - c.Sent[0].SentAt, c.Settings, now)) : c.Rto;
        rto = c.SynRepeated && rto.SmoothedRtt == 0 ? After(rto, (ref rto) => rto.AfterLostSyn(c.Settings)) : rto;
        c = c with
        {
            State = TcpState.Established,
            SynNow = false,
            Sent = [],
            SndUna = c.Iss + 1,
            ProgressAt = now,
            Timeouts = 0,
            Events = c.Events & ~ConnectionEvents.Stalled,
            Measured = measures,
            RetransmitAt = null,
            Rto = After(rto, static (ref rto) => rto.EndBackoff()),
            Congestion = CongestionControl.Begin(c.Settings.Congestion, c.SndMss, c.Settings.InitialWindow, handshakeLost: c.SynRepeated),
        };
        c = c.ScheduleKeepAlive(now);
        return !c.HalfOpen ? c.Tell(ConnectionEvents.Connected)
            : c.Orphaned ? Abort(c)
            : c with { HalfOpen = false, Queued = true };
    }
}
