using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>Data and FIN: what is repaired comes first, then what is new, then probes.</content>
internal static partial class Step
{
    private static (Connection, Outgoing?) SpeakData(Connection c, StackOptions link, long now)
    {
        bool something = c.ToRepair > 0 || c.Unsent > 0 || c.FinWaits || c.TailProbeNow || c.ProbeNow;
        if (!something)
        {
            return (c, null);
        }

        TcpOptions options = OptionsOf(c, now);
        Room room = Room.Of(c, link, options.WireLength);
        (c, Outgoing? said) = PrefersNew(c) ? (c, null) : Repair(c, link, options, room, now);
        if (said is not null)
        {
            return (c, said);
        }

        bool tailProbe = c.TailProbeNow;
        (c, said) = SpeakNew(c with { TailProbeNow = false }, link, options, room, tailProbe, now);
        if (c.Doubt is { Forward: ForwardStep.SendNew } doubt)
        {
            // RFC 5682 section 2.1, step 2b: without anything new that could go the timeout is taken for a true one.
            c = c with { Doubt = doubt with { Forward = said is null ? ForwardStep.None : ForwardStep.AwaitSecond } };
            if (said is null && c.ToRepair > 0)
            {
                return Repair(c, link, options, room, now);
            }
        }

        if (tailProbe)
        {
            (c, said) = said is not null ? (c with { TailProbe = new TailProbe(c.SndNxt, null) }, said)
                : !c.Sent.IsEmpty ? RepeatTail(c, link, options, room, now)
                : (c, null);
        }

        return said is null && c.ProbeNow ? ProbeWindow(c, link, options) : (c, said);
    }

    /// <summary>F-RTO: whether new data alone goes, until the second acknowledgment has come.</summary>
    private static bool PrefersNew(Connection c) => c.Doubt is { Forward: ForwardStep.SendNew or ForwardStep.AwaitSecond };

    private static (Connection, Outgoing?) Repair(Connection c, StackOptions link, TcpOptions options, Room room, long now)
    {
        int index = c.Sent.FindIndex(Connection.IsToRepair);
        if (index < 0)
        {
            return (c, null);
        }

        // RFC 5681 section 3.2, step 3, RFC 6582: without SACK what is found lost goes at once. RFC 6298, rule 5.4: and after a timeout the earliest.
        // Else as the window allows, one segment at the least.
        uint least = Math.Min(c.Sent[index].Length, (uint)room.Segment);
        bool atOnce = c.Pipe == 0 || (c.Recovery == RecoveryPhase.Fast && !c.Sack) || (c.Recovery == RecoveryPhase.Timeout && index == 0);
        if (!atOnce && c.Pipe + least > c.Congestion.Window)
        {
            return (c, null);
        }

        return Again(c, link, options, room, index, c.Congestion.Window > c.Pipe ? Math.Max(least, c.Congestion.Window - c.Pipe) : least, now);
    }

    /// <summary>RFC 8985 section 7.3: with nothing new to send, the last segment is the probe.</summary>
    private static (Connection, Outgoing?) RepeatTail(Connection c, StackOptions link, TcpOptions options, Room room, long now)
    {
        SentSegment last = c.Sent[^1];
        c = last.Length > room.Segment ? c.Split(c.Sent.Count - 1, last.End - (uint)room.Segment) : c;
        c = c with { TailProbe = new TailProbe(c.SndNxt, Math.Min(last.Length, (uint)room.Segment)) };
        return Again(c, link, options, room, c.Sent.Count - 1, (uint)room.Segment, now);
    }

    /// <summary>Sends what was sent before: whole segments, as many as are allowed.</summary>
    private static (Connection, Outgoing?) Again(
        Connection c, StackOptions link, TcpOptions options, Room room, int index, uint allowed, long now)
    {
        uint most = Math.Max(Math.Min(allowed, (uint)room.Packet) / (uint)room.Segment, 1) * (uint)room.Segment;
        SentSegment sent = c.Sent[index];
        bool fin = c.FinSent && sent.End == c.SndNxt;
        uint length = sent.Length - (fin ? 1u : 0);
        if (length > most)
        {
            c = c.Split(index, sent.Start + most);
            (sent, length, fin) = (c.Sent[index], most, false);
        }

        SentFlags inFlight = sent.Has(SentFlags.Lost) ? SentFlags.Retransmitted : SentFlags.None;
        c = c with
        {
            Sent = c.Sent.SetItem(index, sent with { SentAt = now, Flags = sent.Flags | SentFlags.EverRetransmitted | inFlight }),
            Retransmissions = c.Retransmissions + 1,
        };
        TcpFlags flags = TcpFlags.Ack | (fin ? TcpFlags.Fin : 0) | (sent.End == c.SndNxt && length > 0 ? TcpFlags.Psh : 0);
        int from = (int)(sent.Start - c.SndUna);
        ImmutableArray<byte> data = c.SendQueue.Slice(from, (int)length);
        (c, Outgoing? said) = Say(c, link, options, flags, sent.Start, data, length > room.Segment ? room.Segment : 0);
        c = NoteSent(NoteRepeated(c, index == 0, length, options.TimestampValue), length, now);

        // RFC 8985: the timer counts from the oldest outstanding transmission.
        return (index == 0 ? c.RestartRetransmit(now) : c, said);
    }

    private static (Connection, Outgoing?) SpeakNew(Connection c, StackOptions link, TcpOptions options, Room room, bool tailProbe, long now)
    {
        if (c.Unsent == 0 && !c.FinWaits)
        {
            return (c, null);
        }

        // RFC 5681 section 4.1: after a pause the network is no longer known.
        c = c.SndNxt == c.SndUna && c.LastSentAt is { } sentAt
            ? c with { Congestion = After(c.Congestion, (ref control) => control.OnIdle(sentAt, now, c.Rto.Base)) }
            : c;

        // RFC 3042: without SACK each of the first two duplicates lets a new segment go.
        long limited = c.Sack || c.Recovery != RecoveryPhase.Open ? 0 : Math.Min(c.DuplicateAcks, 2) * (long)c.SndMss;
        long congestion = limited + (tailProbe ? room.Segment : c.Congestion.Window - (long)c.Pipe);
        if (c.UsableWindow <= 0)
        {
            return (c.AwaitWindow(now), null);
        }

        if (congestion < Math.Min(c.Unsent, room.Segment))
        {
            return (c, null);
        }

        int length = (int)Math.Min(Math.Min(c.Unsent, c.UsableWindow), Math.Min(room.Packet, Math.Max(congestion, room.Segment)));
        length = Whole(c, length, room);
        return (length < c.Unsent || length < room.Segment) && !MaySendLittle(c, length, room)
            ? (c.AwaitWindow(now), null)
            : SayNew(c, link, options, room, length, now);
    }

    /// <summary>Several segments at once are whole ones, unless the rest may go too.</summary>
    private static int Whole(Connection c, int length, Room room)
    {
        bool keepsRest = length == c.Unsent && (c.Settings.NoDelay || c.FinQueued) && !c.Settings.Cork;
        return length > room.Segment && !keepsRest ? length - (length % room.Segment) : length;
    }

    /// <summary>RFC 9293 section 3.8.6.2.1, with Nagle's algorithm in brackets there; (4) is the override timeout.</summary>
    private static bool MaySendLittle(Connection c, int length, Room room)
    {
        bool nagle = c.Settings.NoDelay || c.SndNxt == c.SndUna;
        return length >= room.Segment
            || (length == c.Unsent && (c.FinWaits || (nagle && !c.Settings.Cork)))
            || (length != c.Unsent && nagle && length >= c.MaxSndWnd / 2)
            || c.Override;
    }

    private static (Connection, Outgoing?) SayNew(Connection c, StackOptions link, TcpOptions options, Room room, int length, long now)
    {
        uint start = c.SndNxt;
        bool last = length == c.Unsent;
        bool fin = c.FinWaits && last && c.UsableWindow > length;
        uint end = start + (uint)length + (fin ? 1u : 0);
        TcpFlags flags = TcpFlags.Ack | (last && length > 0 ? TcpFlags.Psh : 0) | (fin ? TcpFlags.Fin : 0);
        ImmutableArray<byte> data = c.SendQueue.Slice((int)(start - c.SndUna), length);
        c = c with
        {
            ProgressAt = c.SndNxt == c.SndUna ? now : c.ProgressAt,
            Override = false,
            ProbeNow = false,
            PersistAt = null,
        };
        (c, Outgoing? said) = Say(fin ? SendFin(c) : c, link, options, flags, start, data, length > room.Segment ? room.Segment : 0);
        c = c with
        {
            Sent = c.Sent.Add(new SentSegment { Start = start, End = end, SentAt = now }),
            SndNxt = end,
            SndMax = Sequence.Max(c.SndMax, end),
        };
        return (NoteSent(c, end - start, now).ScheduleTailProbe(now), said);
    }

    private static Connection SendFin(Connection c) => c with
    {
        FinSent = true,
        State = c.State switch
        {
            TcpState.Established => TcpState.FinWait1,
            TcpState.CloseWait => TcpState.LastAck,
            _ => c.State,
        },
    };

    /// <summary>RFC 9293 section 3.8.6.1: a closed window is probed by a byte beyond it, or by the FIN.</summary>
    private static (Connection, Outgoing?) ProbeWindow(Connection c, StackOptions link, TcpOptions options)
    {
        bool data = c.Unsent > 0;
        bool fin = !data && c.FinWaits;
        TcpFlags flags = TcpFlags.Ack | (fin ? TcpFlags.Fin : 0) | (data ? TcpFlags.Psh : 0);
        c = c with { ProbeNow = false, SndMax = data || fin ? Sequence.Max(c.SndMax, c.SndNxt + 1) : c.SndMax };
        return Say(c, link, options, flags, c.SndNxt, data ? c.SendQueue.Slice((int)(c.SndNxt - c.SndUna), 1) : []);
    }

    /// <summary>Something was sent, anew or again.</summary>
    private static Connection NoteSent(Connection c, uint bytes, long now)
    {
        c = c with
        {
            LastSentAt = now,
            Congestion = c.Recovery == RecoveryPhase.Fast ? After(c.Congestion, (ref control) => control.OnSent(bytes)) : c.Congestion,
        };
        return c.RetransmitAt is null ? c.RestartRetransmit(now) : c;
    }

    /// <summary>How much data a packet takes: an ordinary one, and the largest, which the device cuts into ordinary ones.</summary>
    private sealed record Room(int Segment, int Packet)
    {
        public static Room Of(Connection c, StackOptions link, int optionsLength)
        {
            int segment = c.SndMss - optionsLength;
            int headers = (c.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length) + TcpHeader.Length + optionsLength;
            int segments = (link.SuperSegment - headers) / segment;
            return new Room(segment, Math.Max(segments, 1) * segment);
        }
    }
}
