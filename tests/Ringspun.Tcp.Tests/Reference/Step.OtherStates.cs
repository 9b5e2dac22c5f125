using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>In SYN-RECEIVED and the synchronized states (RFC 9293 section 3.10.7.4), in the order of its checks.</content>
internal static partial class Step
{
    // RFC 5961 section 7.
    private const long AnswerInterval = 500_000_000;

    // RFC 7323 section 5.5.
    private const long TimestampOutdated = 24L * 86_400 * 1_000_000_000;

    private static Connection InOtherStates(Connection c, Segment segment, long now)
    {
        bool handshake = c.State == TcpState.SynReceived && segment.Has(TcpFlags.Syn) && segment.Sequence == c.Irs;
        if (handshake && !segment.Has(TcpFlags.Ack))
        {
            // The peer has not got our SYN and ACK.
            return c with { SynNow = true, Stirred = true };
        }

        // Before the first, RFC 7323 section 5.3: PAWS. A reset is exempt.
        bool timestamps = c.Timestamps && segment.Options.Has(TcpOptionSet.Timestamps);
        if (c.Timestamps && !timestamps && !segment.Has(TcpFlags.Rst))
        {
            // RFC 7323 section 3.2: once agreed on, they are in everything else.
            return c;
        }

        if (timestamps && !segment.Has(TcpFlags.Rst) && c.TsRecentKnown && Sequence.Less(segment.Options.TimestampValue, c.TsRecent))
        {
            if (now - c.TsRecentAt <= TimestampOutdated)
            {
                return AnswerUnacceptable(c, segment, now);
            }

            c = c with { TsRecentKnown = false };
        }

        if (handshake)
        {
            // Simultaneous open: the peer's SYN and ACK repeats a SYN that is known; the ACK counts.
            segment = segment with { Sequence = segment.Sequence + 1, Flags = segment.Flags & ~TcpFlags.Syn };
        }

        // First, the sequence number.
        if (!IsAcceptable(c, segment))
        {
            return segment.Has(TcpFlags.Rst) ? c : AtClosedWindow(AnswerUnacceptable(NoteDuplicate(c, segment), segment, now), segment, now);
        }

        // Second, RST.
        if (segment.Has(TcpFlags.Rst))
        {
            return ResetArrives(c, segment, now);
        }

        // Third, security: there is none. Fourth, SYN: RFC 5961 section 4.2.
        if (segment.Has(TcpFlags.Syn))
        {
            return Challenge(c, now);
        }

        // Fifth, ACK.
        if (!segment.Has(TcpFlags.Ack))
        {
            return c;
        }

        c = c with { HeardAt = now, KeepAliveProbes = 0 };
        if (timestamps && Sequence.LessOrEqual(segment.Sequence, c.LastAckSent)
            && (!c.TsRecentKnown || Sequence.GreaterOrEqual(segment.Options.TimestampValue, c.TsRecent)))
        {
            // RFC 7323 section 4.3, step 2.
            c = c with { TsRecentKnown = true, TsRecent = segment.Options.TimestampValue, TsRecentAt = now };
        }

        (c, bool goesOn) = AcknowledgmentArrives(c, segment, now);

        // Sixth, URG: urgent data is read in its place. Seventh, the text; eighth, FIN.
        return goesOn ? TextArrives(c, segment, now) : c;
    }

    /// <summary>Section 3.4, table 6, and what covers the whole window; of a reset the sequence number alone counts (section 3.5.3).</summary>
    private static bool IsAcceptable(Connection c, Segment segment)
    {
        uint length = segment.Has(TcpFlags.Rst) ? 0 : segment.Length;
        bool begins = Sequence.Within(segment.Sequence, c.RcvNxt, c.RcvWnd);
        bool ends = Sequence.Within(segment.Sequence + length - 1, c.RcvNxt, c.RcvWnd);
        bool covers = Sequence.Less(segment.Sequence, c.RcvNxt) && Sequence.Greater(segment.Sequence + length, c.RcvNxt);
        return (length, c.RcvWnd) switch
        {
            (0, 0) => segment.Sequence == c.RcvNxt,
            (0, _) => begins,
            (_, 0) => false,
            _ => begins || ends || covers,
        };
    }

    /// <summary>Where only the window is missing, a valid ACK counts.</summary>
    private static Connection AtClosedWindow(Connection c, Segment segment, long now)
    {
        bool counts = c.RcvWnd == 0 && segment.Sequence == c.RcvNxt && segment.Has(TcpFlags.Ack) && !segment.Has(TcpFlags.Syn);
        return counts ? AcknowledgmentArrives(c with { HeardAt = now, KeepAliveProbes = 0 }, segment, now).Item1 : c;
    }

    private static Connection ResetArrives(Connection c, Segment segment, long now) => c.State switch
    {
        // RFC 1337: a reset does not end TIME-WAIT.
        TcpState.TimeWait => c,

        // RFC 5961 section 3.2: exactly the next number, or it is challenged.
        _ when segment.Sequence != c.RcvNxt => Challenge(c, now),
        TcpState.SynReceived => c.Fail(StackError.Refused),
        TcpState.Closing or TcpState.LastAck => c.Finish(),
        _ => c.Fail(StackError.Reset),
    };

    /// <summary>What is unacceptable is answered by what is expected. Only what carries data cannot be such an answer itself.</summary>
    private static Connection AnswerUnacceptable(Connection c, Segment segment, long now)
    {
        // The peer has not got our last ACK.
        c = c.State == TcpState.TimeWait && segment.Has(TcpFlags.Fin) ? c.EnterTimeWait(now) : c;
        bool data = !segment.Data.IsEmpty && !segment.Has(TcpFlags.Syn);
        return data ? c with { AckNow = true, Stirred = true } : Challenge(c, now);
    }

    /// <summary>RFC 5961 section 7: an ACK, unless one was given just now.</summary>
    private static Connection Challenge(Connection c, long now) => c.ChallengedAt is { } last && now - last < AnswerInterval
        ? c
        : c with { ChallengedAt = now, AckNow = true, Stirred = true };
}
