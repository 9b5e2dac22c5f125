using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>Recoveries that were needless: by timestamps (RFC 3522), by DSACK (RFC 3708), by F-RTO (RFC 5682). The response is RFC 4015's.</content>
internal static partial class Step
{
    /// <summary>The timer has run out: a new doubt, or one more of the recovery that goes on. F-RTO is for first timeouts, where there are no timestamps.</summary>
    private static Doubt DoubtTimeout(Connection c, bool again)
    {
        Doubt doubt = c.Doubt is { } old && c.Recovery != RecoveryPhase.Open ? old : new Doubt { First = c.SndUna };
        return doubt with { ByTimeout = true, Forward = again || c.Timestamps ? ForwardStep.None : ForwardStep.AwaitFirst };
    }

    /// <summary>Something was sent again.</summary>
    private static Connection NoteRepeated(Connection c, bool front, uint bytes, uint timestamp) => c.Doubt is not { } doubt
        ? c
        : c with
        {
            Doubt = doubt with
            {
                Stamp = front && doubt.Repeated == 0 && c.Timestamps ? timestamp : doubt.Stamp,
                Repeated = doubt.Repeated + bytes,
            },
        };

    /// <summary>An acknowledgment may settle the doubt, in one way or the other.</summary>
    private static Connection Reconsider(Connection c, TcpOptions options, AckSample sample, long now)
    {
        // RFC 3522, steps 3 to 5: the first acknowledgment of something new echoes what was sent before the retransmission.
        Doubt doubt = c.Doubt!;
        bool echoes = doubt.Stamp is { } stamp && sample.Advanced && !sample.Duplicate
            && options.Has(TcpOptionSet.Timestamps) && Sequence.Less(options.TimestampEcho, stamp);
        doubt = sample.Advanced ? doubt with { Stamp = null } : doubt;
        (doubt, bool forward) = StepForward(c, doubt, sample);
        (doubt, bool twice) = sample.Duplicate ? CountTwice(doubt, sample.DuplicateBlock) : (doubt, false);
        c = c with { Doubt = doubt };
        if (echoes || forward || twice)
        {
            return Undo(c, sample, now);
        }

        // A round trip after the recovery nothing can prove it needless any more.
        return doubt.End is { } end && Sequence.Greater(c.SndUna, end)
            ? c with { Doubt = null, Congestion = After(c.Congestion, static (ref control) => control.ForgetUndo()) }
            : doubt.End is null && c.Recovery == RecoveryPhase.Open ? c with { Doubt = doubt with { End = c.SndNxt } }
            : c;
    }

    /// <summary>RFC 5682 section 2.1, steps 2 and 3, and section 3.1.</summary>
    private static (Doubt, bool Needless) StepForward(Connection c, Doubt doubt, AckSample sample)
    {
        Doubt over = doubt with { Forward = ForwardStep.None };
        if (doubt.Forward == ForwardStep.None || c.Recovery != RecoveryPhase.Timeout)
        {
            return (over, false);
        }

        if (doubt.Forward == ForwardStep.AwaitFirst)
        {
            bool all = Sequence.GreaterOrEqual(c.SndUna, c.RecoveryPoint!.Value);
            return sample.Advanced ? (all ? over : doubt with { Forward = ForwardStep.SendNew }, false)
                : sample.Repeats && !c.Sack ? (over, false)
                : (doubt, false);
        }

        // Something has arrived that was outstanding at the timeout and was sent once.
        bool tells = sample.Advanced || sample.Delivered > 0 || sample.Repeats;
        return tells ? (over, sample.Original && !sample.Beyond && (sample.Advanced || c.Sack)) : (doubt, false);
    }

    /// <summary>RFC 3708: all that was sent again was reported to have come twice.</summary>
    private static (Doubt, bool All) CountTwice(Doubt doubt, SackBlock duplicate)
    {
        if (doubt.Repeated == 0 || Sequence.Less(duplicate.Left, doubt.First))
        {
            return (doubt, false);
        }

        uint left = doubt.Repeated - Math.Min(doubt.Repeated, duplicate.Right - duplicate.Left);
        return (doubt with { Repeated = left }, left == 0);
    }

    /// <summary>What is not SACKed is on its way, and the windows are what they were.</summary>
    private static Connection Undo(Connection c, AckSample sample, long now)
    {
        bool repairing = c.Recovery != RecoveryPhase.Open;
        bool timeout = c.Doubt!.ByTimeout;
        c = c with
        {
            Doubt = null,
            Sent = [.. c.Sent.Select(static sent => sent with { Flags = sent.Flags & ~(SentFlags.Lost | SentFlags.Retransmitted) })],
            Recovery = RecoveryPhase.Open,
            RecoveryPoint = null,
            DuplicateAcks = 0,
        };
        c = c with
        {
            Congestion = After(c.Congestion, (ref control) =>
            {
                if (!control.OnSpurious(c.Pipe, sample.Acknowledged) && repairing)
                {
                    control.OnRecoveryEnd();
                }
            }),
        };
        if (!timeout)
        {
            return c with { Rack = After(c.Rack, static (ref rack) => rack.OnReordering()) };
        }

        // RFC 4015 section 3.2, step ADAPT.
        return repairing && sample.Measured > 0
            ? (c with { Rto = After(c.Rto, (ref rto) => rto.Adapt(sample.Measured, c.Settings)) }).RestartRetransmit(now)
            : c;
    }
}
