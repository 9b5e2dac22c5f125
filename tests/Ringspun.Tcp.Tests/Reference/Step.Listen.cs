using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>In LISTEN (RFC 9293 section 3.10.7.2), and SYN cookies (RFC 4987 section 3.6).</content>
internal static partial class Step
{
    private const long CookieLifetime = 128_000_000_000;
    private const uint Apart = 1 << 17;

    private static ReferenceStack InListen(
        ReferenceStack stack, Listener listener, Endpoint local, Endpoint remote, Segment segment, uint? after, long now)
    {
        // First, RST; second, ACK; third, SYN.
        if (segment.Has(TcpFlags.Rst))
        {
            return stack;
        }

        if (segment.Has(TcpFlags.Ack))
        {
            return AcceptCookie(stack, listener, local, remote, segment, now) ?? stack.Reply(Answer.Reset(local, remote, segment));
        }

        if (!segment.Has(TcpFlags.Syn))
        {
            return stack;
        }

        if (stack.Backlog(listener) >= listener.Backlog || !stack.HasRoom)
        {
            return stack.Put(listener with { LastCookieAt = now }).Reply(Cookie(stack, listener.Settings, local, remote, segment, now));
        }

        Connection c = Agree(Create(stack, local, remote, listener.Settings, now), segment.Options, segment.Sequence, now) with
        {
            State = TcpState.SynReceived,
            Listener = listener.Number,
            HalfOpen = true,
            SynNow = true,
            Stirred = true,
            SndWnd = segment.Window,
            MaxSndWnd = segment.Window,
            SndWl1 = segment.Sequence,
        };

        // RFC 6191 section 2: above all numbers of the old connection, its windows included.
        bool tooLow = after is { } last && !Sequence.Greater(c.Iss, last + Apart);
        return stack.Put(tooLow ? c.BeginAt(after!.Value + Apart) : c) with { LastConnection = c.Number };
    }

    /// <summary>SYN and ACK of a listener that remembers nothing: what it must know later is in the sequence number and the timestamp.</summary>
    private static Answer Cookie(ReferenceStack stack, TcpSettings settings, Endpoint local, Endpoint remote, Segment syn, long now)
    {
        TcpOptions offered = syn.Options;
        ushort mss = offered.Has(TcpOptionSet.MaximumSegmentSize) ? offered.MaximumSegmentSize : (ushort)536;
        TcpHeader header = new()
        {
            Sequence = SynCookie.Create(stack.Hash, local, remote, syn.Sequence, mss, now),
            Acknowledgment = syn.Sequence + 1,
            Flags = TcpFlags.Syn | TcpFlags.Ack,
            Window = (ushort)Math.Min(settings.ReceiveBuffer, ushort.MaxValue),
        };
        TcpOptions options = new()
        {
            Present = TcpOptionSet.MaximumSegmentSize,
            MaximumSegmentSize = MaximumSegment.ToAnnounce(remote.Address.IsIpv4, stack.Options.Mtu, settings),
        };
        if (!settings.Timestamps || !offered.Has(TcpOptionSet.Timestamps))
        {
            return new Answer(local, remote, header, options);
        }

        bool sack = settings.Sack && offered.Has(TcpOptionSet.SackPermitted);
        bool scaling = settings.WindowScaling && offered.Has(TcpOptionSet.WindowScale);
        uint clock = TimestampClock.Now(now, (uint)stack.Hash.Of(KeyedHash.TimestampOffset, local, remote));
        options.Present |= TcpOptionSet.Timestamps | (sack ? TcpOptionSet.SackPermitted : 0) | (scaling ? TcpOptionSet.WindowScale : 0);
        options.WindowScale = Handshake.Shift(settings);
        options.TimestampValue = SynCookie.ToTimestamp(clock, scaling ? offered.WindowScale : null, sack, ecn: false);
        options.TimestampEcho = offered.TimestampValue;
        return new Answer(local, remote, header, options);
    }

    /// <summary>An acknowledgment of a cookie opens the connection that the cookie tells of; null when it is of none.</summary>
    private static ReferenceStack? AcceptCookie(ReferenceStack stack, Listener listener, Endpoint local, Endpoint remote, Segment segment, long now)
    {
        uint irs = segment.Sequence - 1;
        uint cookie = segment.Acknowledgment - 1;
        bool recent = listener.LastCookieAt is { } last && now - last <= CookieLifetime;
        // What has a SYN completes no handshake.
        if (segment.Has(TcpFlags.Syn) || !recent || !SynCookie.TryRead(stack.Hash, local, remote, irs, cookie, now, out ushort mss))
        {
            return null;
        }

        // Not refused: the peer sends again, and there may be room then.
        if (listener.Queue.Count >= listener.Backlog || !stack.HasRoom)
        {
            return stack;
        }

        TcpOptions offered = new() { Present = TcpOptionSet.MaximumSegmentSize, MaximumSegmentSize = mss };
        if (segment.Options.Has(TcpOptionSet.Timestamps))
        {
            SynCookie.FromTimestamp(segment.Options.TimestampEcho, out byte? scale, out bool sack, out _);
            offered.Present |= TcpOptionSet.Timestamps | (sack ? TcpOptionSet.SackPermitted : 0) | (scale is null ? 0 : TcpOptionSet.WindowScale);
            offered.WindowScale = scale ?? 0;
            offered.TimestampValue = segment.Options.TimestampValue;
        }

        Connection c = Agree(Create(stack, local, remote, listener.Settings, now), offered, irs, now) with
        {
            State = TcpState.SynReceived,
            Listener = listener.Number,
            HalfOpen = true,
            SndWl1 = irs,
        };
        return stack.Put(InOtherStates(c.BeginAt(cookie), segment, now)) with { LastConnection = c.Number };
    }
}
