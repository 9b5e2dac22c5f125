using System.Buffers.Binary;
using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>What is sent, and when: resets first, then SYN, acknowledgments that repeat, data, probes, acknowledgments alone.</content>
internal static partial class Step
{
    private static (ReferenceStack, Outcome) Transmit(ReferenceStack stack, long now, StackInput.Transmit link)
    {
        int answer = stack.Answers.FindIndex(answer => answer.Local == link.Local && answer.Remote == link.Remote);
        if (answer >= 0)
        {
            Outcome reply = new() { Bytes = Write(stack.Options, stack.Answers[answer]) };
            return (stack with { Answers = stack.Answers.RemoveAt(answer) }, reply);
        }

        if (stack.Find(link.Local, link.Remote) is not { Stirred: true } c)
        {
            return (stack, Outcome.None);
        }

        (c, Outgoing? said) = Speak(c, stack.Options, now);
        return said is null
            ? (stack.Put(c with { Stirred = false }), Outcome.None)
            : (stack.Put(c), new Outcome { Bytes = said.Packet, Hints = said.Hints });
    }

    /// <summary>The next segment of a connection, if there is one to send now.</summary>
    private static (Connection, Outgoing?) Speak(Connection c, StackOptions link, long now)
    {
        if (c.SynNow)
        {
            return SpeakSyn(c, link, now);
        }

        if (c.State is TcpState.Closed or TcpState.SynSent)
        {
            return (c, null);
        }

        // RFC 5681 section 2: acknowledgments that repeat one count for the peer only without data.
        if (c.RepeatedAcks > 0 && c.IsSynchronized)
        {
            return Say(c with { RepeatedAcks = c.RepeatedAcks - 1 }, link, now, c.SndNxt);
        }

        if (c.CanSend)
        {
            (c, Outgoing? data) = SpeakData(c, link, now);
            if (data is not null)
            {
                return (c, data);
            }
        }

        // RFC 9293 section 3.8.4: a number before the window makes the peer answer.
        return c.KeepAliveNow ? Say(c with { KeepAliveNow = false }, link, now, c.SndNxt - 1)
            : c.AckNow ? Say(c, link, now, c.SndNxt)
            : (c, null);
    }

    private static (Connection, Outgoing?) SpeakSyn(Connection c, StackOptions link, long now)
    {
        TcpOptions options = new()
        {
            Present = TcpOptionSet.MaximumSegmentSize | (c.Timestamps ? TcpOptionSet.Timestamps : 0) | (c.Scaling ? TcpOptionSet.WindowScale : 0)
                | (c.Sack ? TcpOptionSet.SackPermitted : 0),
            MaximumSegmentSize = MaximumSegment.ToAnnounce(c.IsIpv4, link.Mtu, c.Settings),
            TimestampValue = c.Timestamp(now),
            TimestampEcho = c.TsRecentKnown ? c.TsRecent : 0,
            WindowScale = c.RcvShift,
        };
        bool again = !c.Sent.IsEmpty;
        SentSegment syn = new() { Start = c.Iss, End = c.Iss + 1, SentAt = now, Flags = again ? SentFlags.EverRetransmitted : SentFlags.None };
        TcpFlags flags = c.State == TcpState.SynSent ? TcpFlags.Syn : TcpFlags.Syn | TcpFlags.Ack;
        c = c with { Retransmissions = c.Retransmissions + (again ? 1u : 0) };
        c = (c with { SynNow = false, Sent = [syn], SynRepeated = c.SynRepeated || again, LastSentAt = now }).RestartRetransmit(now);
        return Say(c, link, options, flags, c.Iss, []);
    }

    /// <summary>The options of everything but a SYN: timestamps, and what has arrived out of order (RFC 2018 section 4, RFC 2883 section 4).</summary>
    private static TcpOptions OptionsOf(Connection c, long now)
    {
        TcpOptions options = new()
        {
            Present = c.Timestamps ? TcpOptionSet.Timestamps : TcpOptionSet.None,
            TimestampValue = c.Timestamp(now),
            TimestampEcho = c.TsRecent,
        };
        IEnumerable<SackBlock> duplicate = c.Duplicate is { } block ? [block] : [];
        IEnumerable<SackBlock> newest = c.OutOfOrder.OrderByDescending(static island => island.Stamp)
            .Select(static island => new SackBlock(island.Start, island.End));
        foreach (SackBlock sack in c.Sack ? duplicate.Concat(newest).Take(c.Timestamps ? 3 : 4) : [])
        {
            options.AddSack(sack);
        }

        return options;
    }

    private static (Connection, Outgoing?) Say(Connection c, StackOptions link, long now, uint sequence) =>
        Say(c, link, OptionsOf(c, now), TcpFlags.Ack, sequence, []);

    /// <summary>A segment goes out; what acknowledges takes what was owed with it.</summary>
    private static (Connection, Outgoing?) Say(
        Connection c, StackOptions link, TcpOptions options, TcpFlags flags, uint sequence, ImmutableArray<byte> data, int cutInto = 0)
    {
        bool syn = (flags & TcpFlags.Syn) != 0;
        bool acknowledges = (flags & TcpFlags.Ack) != 0;
        TcpHeader header = new()
        {
            Sequence = sequence,
            Acknowledgment = acknowledges ? c.RcvNxt : 0,
            Flags = flags,
            Window = !syn ? c.WindowField : c.State == TcpState.SynSent ? c.FirstWindow : (ushort)Math.Min(c.RcvWnd, ushort.MaxValue),
        };
        ImmutableArray<byte> packet = Write(link, c.Local, c.Remote, header, options, data.AsSpan(), c.Settings.TrafficClass, c.FlowLabel);
        Outgoing said = new(packet, new TransmitHints(cutInto > 0 ? packet.Length - data.Length : 0, cutInto, 0, 0));
        return (acknowledges
            ? c with { RcvAdv = syn ? c.RcvAdv : c.WindowEdge, LastAckSent = c.RcvNxt, AckNow = false, Duplicate = null, AcknowledgeAt = null }
            : c, said);
    }

    private static ImmutableArray<byte> Write(StackOptions link, Answer answer) =>
        Write(link, answer.Local, answer.Remote, answer.Header, answer.Options, [], 0, 0);

    private static ImmutableArray<byte> Write(
        StackOptions link, Endpoint from, Endpoint to, TcpHeader header, TcpOptions options, ReadOnlySpan<byte> data, byte trafficClass, uint flowLabel)
    {
        byte[] segment = new byte[TcpHeader.Length + options.WireLength + data.Length];
        (header with { SourcePort = from.Port, DestinationPort = to.Port }).Write(segment, options.WireLength);
        options.Write(segment.AsSpan(TcpHeader.Length));
        data.CopyTo(segment.AsSpan(TcpHeader.Length + options.WireLength));
        ulong sum = InternetChecksum.Add(segment, PseudoHeader.Sum(from.Address, to.Address, IpProtocol.Tcp, segment.Length));
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(TcpHeader.ChecksumOffset), InternetChecksum.Finish(sum));
        byte[] ip = new byte[from.Address.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length];
        if (from.Address.IsIpv4)
        {
            new Ipv4Header
            {
                TrafficClass = trafficClass,
                DontFragment = true,
                TimeToLive = link.TimeToLive,
                Protocol = IpProtocol.Tcp,
                Source = from.Address,
                Destination = to.Address,
            }.Write(ip, segment.Length);
        }
        else
        {
            new Ipv6Header
            {
                TrafficClass = trafficClass,
                FlowLabel = flowLabel,
                NextHeader = IpProtocol.Tcp,
                HopLimit = link.TimeToLive,
                Source = from.Address,
                Destination = to.Address,
            }.Write(ip, segment.Length);
        }

        return [.. ip, .. segment];
    }

    private sealed record Outgoing(ImmutableArray<byte> Packet, TransmitHints Hints);
}
