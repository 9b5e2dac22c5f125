using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>SEGMENT ARRIVES (RFC 9293 section 3.10.7): whose it is.</content>
internal static partial class Step
{
    private static ReferenceStack Arrive(ReferenceStack stack, long now, byte[] packet)
    {
        if (!TryRead(stack, packet, out Endpoint local, out Endpoint remote, out Segment segment))
        {
            return stack;
        }

        uint? after = null;
        Connection? c = stack.Find(local, remote);
        if (c is { State: TcpState.TimeWait } && MayReopen(c, segment))
        {
            after = c.SndNxt;
            stack = stack.Put(c.Finish());
            c = null;
        }

        if (c is not null)
        {
            return stack.Put(Arrives(c, segment, now));
        }

        // Section 3.10.7.1: the connection does not exist. A reset is never answered by one.
        return stack.FindListener(local) is { } listener ? InListen(stack, listener, local, remote, segment, after, now)
            : segment.Has(TcpFlags.Rst) ? stack
            : stack.Reply(Answer.Reset(local, remote, segment));
    }

    private static Connection Arrives(Connection c, Segment segment, long now) =>
        c.State == TcpState.SynSent ? InSynSent(c, segment, now) : InOtherStates(c, segment, now);

    /// <summary>RFC 6191: a SYN that is newer than all of the old connection may follow it at once.</summary>
    private static bool MayReopen(Connection c, Segment segment)
    {
        if ((segment.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) != TcpFlags.Syn)
        {
            return false;
        }

        bool timestamps = segment.Options.Has(TcpOptionSet.Timestamps) && c.TsRecentKnown && segment.Options.TimestampValue != c.TsRecent;
        return timestamps
            ? Sequence.Greater(segment.Options.TimestampValue, c.TsRecent)
            : Sequence.Greater(segment.Sequence, c.RcvNxt);
    }

    /// <summary>Reads a packet; what is not for this host, or not right, is dropped.</summary>
    private static bool TryRead(ReferenceStack stack, byte[] packet, out Endpoint local, out Endpoint remote, out Segment segment)
    {
        (local, remote, segment) = (default, default, new Segment());
        return packet.Length > 0 && packet[0] >> 4 == 4
            ? Ipv4Packet.TryParse(packet, out Ipv4Packet ip4) == Refusal.None && ip4.Protocol == IpProtocol.Tcp
                && TryRead(stack, ip4.Source, ip4.Destination, ip4.Payload, out local, out remote, out segment)
            : Ipv6Packet.TryParse(packet, out Ipv6Packet ip6) == Refusal.None && ip6.Protocol == IpProtocol.Tcp
                && TryRead(stack, ip6.Source, ip6.Destination, ip6.Payload, out local, out remote, out segment);
    }

    private static bool TryRead(
        ReferenceStack stack, IpAddress from, IpAddress to, ReadOnlySpan<byte> bytes, out Endpoint local, out Endpoint remote, out Segment segment)
    {
        (local, remote, segment) = (default, default, new Segment());
        bool forUs = stack.Routes.IsOwn(to) && !to.IsLoopback;
        bool fromSomebody = !stack.Routes.IsOwn(from) && !from.IsUnspecified && !stack.Routes.IsBroadcast(from);
        if (!forUs || !fromSomebody || TcpSegment.TryParse(bytes, out TcpSegment view) != Refusal.None || !view.IsIntact(from, to)
            || TcpOptions.TryParse(view.Options, out TcpOptions options) != Refusal.None)
        {
            return false;
        }

        local = new Endpoint(to, view.DestinationPort);
        remote = new Endpoint(from, view.SourcePort);
        segment = new Segment
        {
            Sequence = view.Sequence,
            Acknowledgment = view.Acknowledgment,
            Flags = view.Flags,
            Window = view.Window,
            Options = options,
            Data = [.. view.Payload],
        };
        return true;
    }
}
