using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.FastOpen;

/// <summary>The client's side of Fast Open (RFC 7413 sections 4.1.3 and 4.2): a cookie is asked for once, and later connections begin with data.</summary>
internal static class FastOpenClient
{
    /// <summary>The first SYN is to be written: it asks for a cookie, or carries one with what the application has queued.</summary>
    /// <returns>The bytes of data that go with the SYN.</returns>
    public static int Offer(Stack stack, TcpBlock block, ref TcpOptions options, long now)
    {
        if (!block.Settings.FastOpen || stack.FastOpenCache.IsBlocked(block.Local.Address, block.Remote, now))
        {
            return 0;
        }

        if (!stack.FastOpenCache.TryGet(block.Local.Address, block.Remote.Address, out FastOpenCookie cookie, out ushort mss))
        {
            options.Present |= TcpOptionSet.FastOpen;
            options.FastOpen = default;
            block.FastOpenTried = true;
            block.FastOpenUsed = true;
            return 0;
        }

        if (block.SndBuffered == 0)
        {
            return 0;
        }

        options.Present |= TcpOptionSet.FastOpen;
        options.FastOpen = cookie;

        // Section 4.1.3: what the server has told it takes, or what every host takes.
        int most = MaximumSegment.ToSend(block, mss == 0 ? null : mss) - options.WireLength;
        block.FastOpenTried = true;
        block.FastOpenUsed = true;
        block.SynDataSent = Math.Min(block.SndBuffered, most);
        block.SndNxt += (uint)block.SynDataSent;
        block.SndMax = block.SndNxt;
        return block.SynDataSent;
    }

    /// <summary>Section 4.1.3.1: nothing came back in time. The SYN is sent again without data and cookie, and so are the next ones to this server.</summary>
    public static void OnTimeout(Stack stack, TcpBlock block, long now)
    {
        if (block.FastOpenTried)
        {
            Block(stack, block, now);
        }

        Withdraw(stack, block);
    }

    /// <summary>The data counts as not sent: it follows the handshake. An acknowledgment of it is still good: SND.MAX stays.</summary>
    public static void Withdraw(Stack stack, TcpBlock block)
    {
        if (block.SynDataSent == 0 || block.SndNxt == block.Iss + 1 || block.Sent.Count == 0)
        {
            return;
        }

        SentSegment syn = block.Sent.At(0);
        block.Sent.Clear(stack.Segments);
        block.Sent.Append(stack.Segments, block.Iss, block.Iss + 1, syn.SentAt);
        block.Sent.SetFlags(0, syn.Flags);
        block.SndNxt = block.Iss + 1;
    }

    /// <summary>The SYN is acknowledged, and perhaps its data (section 4.2.2).</summary>
    public static void OnSynAcknowledged(Stack stack, TcpBlock block, uint acknowledgment, in TcpOptions options, long now)
    {
        if (!block.FastOpenUsed)
        {
            return;
        }

        // What was not asked for is not believed: only who has got a cookie or its request may give one.
        (IpAddress local, Endpoint remote) = (block.Local.Address, block.Remote);
        bool granted = options.Has(TcpOptionSet.FastOpen) && options.FastOpen.Length > 0;
        ushort mss = options.Has(TcpOptionSet.MaximumSegmentSize) ? options.MaximumSegmentSize : (ushort)0;
        if (granted)
        {
            stack.FastOpenCache.Store(local, remote.Address, options.FastOpen, mss);
        }
        else if (stack.FastOpenCache.TryGet(local, remote.Address, out FastOpenCookie cookie, out _))
        {
            stack.FastOpenCache.Store(local, remote.Address, cookie, mss);
        }

        int taken = (int)(acknowledgment - (block.Iss + 1));
        if (taken > 0 || granted)
        {
            stack.FastOpenCache.Unblock(local, remote);
        }
        else if (block.FastOpenTried && block.SynDataSent > 0)
        {
            Block(stack, block, now);
        }

        block.FastOpenTried = false;
        if (taken > 0)
        {
            stack.Counters.Count(StackCounter.FastOpenTaken);
            block.SynDataTaken = taken;
            block.SndBuffered -= taken;
            block.SndBuffer.Advance(taken);
            if (block.SndBuffered == 0)
            {
                block.SndBuffer.Clear();
            }
        }
    }

    /// <summary>Section 4.1.3.1: an ICMP error about the SYN.</summary>
    public static void OnError(Stack stack, TcpBlock block, long now)
    {
        if (block.State == TcpState.SynSent && block.FastOpenTried)
        {
            Block(stack, block, now);
        }
    }

    private static void Block(Stack stack, TcpBlock block, long now)
    {
        stack.Counters.Count(StackCounter.FastOpenFailures);
        stack.FastOpenCache.Block(block.Local.Address, block.Remote, now);
        block.FastOpenTried = false;
    }
}
