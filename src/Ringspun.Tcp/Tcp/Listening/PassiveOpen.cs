using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Listening;

/// <summary>SEGMENT ARRIVES in LISTEN (RFC 9293 section 3.10.7.2).</summary>
internal static class PassiveOpen
{
    // As long as a cookie is good: an acknowledgment of one is believed only if some were given out of late.
    private const long CookieLifetime = 128_000_000_000;

    // RFC 6191 section 2: above all numbers of the old connection, its windows included.
    private const uint Apart = 1 << 17;

    /// <summary>Processes a segment for a listener.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="listener">The listener.</param>
    /// <param name="local">This end.</param>
    /// <param name="remote">The peer's.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="options">Its options.</param>
    /// <param name="after">What an old connection of these ends had last sent: the new numbers follow it.</param>
    /// <param name="now">The time.</param>
    public static void Process(
        Stack stack, Listener listener, in Endpoint local, in Endpoint remote, in TcpSegment segment, in TcpOptions options, uint? after, long now)
    {
        // First RST, second ACK, third SYN.
        if ((segment.Flags & TcpFlags.Rst) != 0)
        {
            return;
        }

        if ((segment.Flags & TcpFlags.Ack) != 0)
        {
            if (!TryAcceptCookie(stack, listener, local, remote, segment, options, now))
            {
                ResetWriter.Answer(stack, local, remote, segment);
            }

            return;
        }

        if ((segment.Flags & TcpFlags.Syn) == 0)
        {
            return;
        }

        stack.Counters.Count(StackCounter.SynsReceived);
        if (!listener.HasRoom || !stack.Blocks.HasRoom)
        {
            SendCookie(stack, listener, local, remote, segment, options, now);
            return;
        }

        TcpBlock block = Create(stack, listener, local, remote, options, segment.Sequence, now)!;
        block.State = TcpState.SynReceived;
        block.Set(BlockFlags.SynNow);
        block.Ecn.OnAsked(listener.Settings.Ecn, segment.Flags);
        if (after is { } last && !Sequence.Greater(block.Iss, last + Apart))
        {
            block.BeginAt(last + Apart);
        }

        block.SndWnd = segment.Window;
        block.MaxSndWnd = block.SndWnd;
        block.SndWl1 = segment.Sequence;
        if (!FastOpenServer.TryOpen(stack, listener, block, segment, options, now))
        {
            block.Set(BlockFlags.HalfOpen);
            listener.HalfOpen++;
        }

        stack.MakeReady(block);
    }

    private static TcpBlock? Create(
        Stack stack, Listener listener, in Endpoint local, in Endpoint remote, in TcpOptions options, uint irs, long now)
    {
        TcpBlock? block = stack.Create(local, remote, listener.Settings, now);
        if (block is null)
        {
            return null;
        }

        block.Listener = listener;
        block.Set(BlockFlags.Passive);
        Handshake.Offer(block);
        Handshake.Agree(block, options, irs, now);
        return block;
    }

    private static void SendCookie(
        Stack stack, Listener listener, in Endpoint local, in Endpoint remote, in TcpSegment segment, in TcpOptions options, long now)
    {
        TcpSettings settings = listener.Settings;
        bool ipv4 = remote.Address.IsIpv4;
        ushort mss = options.Has(TcpOptionSet.MaximumSegmentSize) ? options.MaximumSegmentSize : (ushort)536;
        TcpOptions answer = new()
        {
            Present = TcpOptionSet.MaximumSegmentSize,
            MaximumSegmentSize = MaximumSegment.ToAnnounce(ipv4, stack.Options.Mtu, settings),
        };
        ExplicitCongestion ecn = default;
        if (settings.Timestamps && options.Has(TcpOptionSet.Timestamps))
        {
            ecn.OnAsked(settings.Ecn, segment.Flags);

            // Only with timestamps can the other options be told again.
            bool sack = settings.Sack && options.Has(TcpOptionSet.SackPermitted);
            byte? scale = settings.WindowScaling && options.Has(TcpOptionSet.WindowScale) ? options.WindowScale : null;
            uint timestamp = TimestampClock.Now(now, stack.TimestampOffset(local, remote));
            answer.Present |= TcpOptionSet.Timestamps | (sack ? TcpOptionSet.SackPermitted : 0) | (scale is null ? 0 : TcpOptionSet.WindowScale);
            answer.WindowScale = Handshake.Shift(settings);
            answer.TimestampValue = SynCookie.ToTimestamp(timestamp, scale, sack, ecn.Echoes);
            answer.TimestampEcho = options.TimestampValue;
        }

        TcpHeader header = new()
        {
            SourcePort = local.Port,
            DestinationPort = remote.Port,
            Sequence = SynCookie.Create(stack.Hash, local, remote, segment.Sequence, mss, now),
            Acknowledgment = segment.Sequence + 1,
            Flags = TcpFlags.Syn | TcpFlags.Ack | ecn.Answer(),
            Window = Windows.BufferSizes.FirstWindow(stack, settings),
        };
        listener.LastCookieAt = now;
        stack.Counters.Count(StackCounter.CookiesSent);
        ResetWriter.Enqueue(stack, local, remote, header, answer);
    }

    private static bool TryAcceptCookie(
        Stack stack, Listener listener, in Endpoint local, in Endpoint remote, in TcpSegment segment, in TcpOptions options, long now)
    {
        // A SYN completes no handshake: with it the connection would stay half open, and nothing outstanding would ever end it.
        bool begins = (segment.Flags & TcpFlags.Syn) != 0;
        if (begins || listener.LastCookieAt is not { } last || now - last > CookieLifetime)
        {
            return false;
        }

        uint irs = segment.Sequence - 1;
        uint cookie = segment.Acknowledgment - 1;
        if (!SynCookie.TryRead(stack.Hash, local, remote, irs, cookie, now, out ushort mss))
        {
            stack.Counters.Count(StackCounter.CookiesRefused);
            return false;
        }

        if (listener.Queued >= listener.Backlog)
        {
            // Not refused: the peer sends again, and there may be room then.
            stack.Counters.Count(StackCounter.AcceptQueueFull);
            return true;
        }

        TcpFlags asked = TcpFlags.None;
        TcpOptions agreed = new() { Present = TcpOptionSet.MaximumSegmentSize, MaximumSegmentSize = mss };
        if (options.Has(TcpOptionSet.Timestamps))
        {
            SynCookie.FromTimestamp(options.TimestampEcho, out byte? scale, out bool sack, out bool ecn);
            asked = ecn ? TcpFlags.Ece | TcpFlags.Cwr : TcpFlags.None;
            agreed.Present |= TcpOptionSet.Timestamps | (sack ? TcpOptionSet.SackPermitted : 0) | (scale is null ? 0 : TcpOptionSet.WindowScale);
            agreed.WindowScale = scale ?? 0;
            agreed.TimestampValue = options.TimestampValue;
        }

        TcpBlock? block = Create(stack, listener, local, remote, agreed, irs, now);
        if (block is null)
        {
            return true;
        }

        stack.Counters.Count(StackCounter.CookiesAccepted);
        block.State = TcpState.SynReceived;
        block.Set(BlockFlags.HalfOpen);
        listener.HalfOpen++;
        block.Ecn.OnAsked(listener.Settings.Ecn, asked);
        block.BeginAt(cookie);
        block.SndWl1 = irs;
        SegmentInput.Process(stack, block, segment, options, now);
        stack.Settle(block);
        return true;
    }
}
