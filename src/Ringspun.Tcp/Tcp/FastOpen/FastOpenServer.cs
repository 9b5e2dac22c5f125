using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.FastOpen;

/// <summary>The server's side of Fast Open (RFC 7413 section 4.2.2): data in a SYN reaches the application when a cookie shows who sends it.</summary>
internal static class FastOpenServer
{
    // While SYNs are answered by cookies, and shortly after: this is no time to take work from those who have not proved to exist.
    private const long CookiePause = 1_000_000_000;

    /// <summary>A SYN has come, for which there is room in the backlog.</summary>
    /// <returns>Whether the connection is open already: its data was taken, and it waits to be accepted.</returns>
    public static bool TryOpen(Stack stack, Listener listener, TcpBlock block, in TcpSegment segment, in TcpOptions options, long now)
    {
        if (!listener.Settings.FastOpen || !options.Has(TcpOptionSet.FastOpen))
        {
            return false;
        }

        bool floods = listener.LastCookieAt is { } last && now - last < CookiePause;
        if (floods || !listener.FastOpen.HasRoom(now))
        {
            // Section 5.1: an ordinary handshake, as if the option were not there.
            stack.Counters.Count(StackCounter.FastOpenLimited);
            return false;
        }

        bool isOld = false;
        if (options.FastOpen.Length == 0 || !stack.FastOpenKeys.IsValid(options.FastOpen, block.Local.Address, block.Remote.Address, out isOld))
        {
            stack.Counters.Count(options.FastOpen.Length == 0 ? StackCounter.FastOpenCookiesAsked : StackCounter.FastOpenCookiesRefused);
            block.FastOpenGrant = true;
            return false;
        }

        block.FastOpenGrant = isOld;
        return TryTake(stack, listener, block, segment, now);
    }

    /// <summary>The first SYN and ACK: a cookie goes with it. Section 4.2.1: not with later ones, in case that the option is what gets them lost.</summary>
    public static void AddCookie(Stack stack, TcpBlock block, ref TcpOptions options)
    {
        if (block.FastOpenGrant)
        {
            options.Present |= TcpOptionSet.FastOpen;
            options.FastOpen = stack.FastOpenKeys.Create(block.Local.Address, block.Remote.Address);
        }
    }

    private static bool TryTake(Stack stack, Listener listener, TcpBlock block, in TcpSegment segment, long now)
    {
        ReadOnlySpan<byte> data = segment.Payload;
        data = data[..(int)Math.Min((uint)data.Length, block.RcvWnd)];
        int taken = block.RcvBuffer.Write(stack.Buffers, 0, data);
        stack.Account(block);
        if (taken == 0)
        {
            return false;
        }

        block.RcvNxt += (uint)taken;
        block.SynDataTaken = taken;
        block.FastOpened = true;
        block.Set(BlockFlags.Queued);
        block.FastOpenPending = listener.FastOpen;
        block.FastOpenUntil = now + block.Settings.HandshakeTimeout;
        listener.FastOpen.Begin();
        Handshake.Establish(block);
        stack.Counters.Count(StackCounter.FastOpenAccepted);
        UrgentData.OnArrival(stack, block, segment);
        stack.OnOpenedEarly(block, listener);
        return true;
    }
}
