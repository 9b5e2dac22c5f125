using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Timers;

/// <summary>Keep-alive probes (RFC 9293 section 3.8.4).</summary>
internal static class KeepAlive
{
    /// <summary>Sets or stops the timer, as the settings say. RFC9293 MUST-24, RFC9293 MUST-25: off unless the application asks for it.</summary>
    public static void Schedule(TcpBlock block, long now)
    {
        bool open = block.State is TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.FinWait2;
        if (open && block.Settings.KeepAlive)
        {
            block.Deadlines.Set(TimerKind.KeepAlive, now + block.Settings.KeepAliveIdle);
        }
        else
        {
            block.Deadlines.Clear(TimerKind.KeepAlive);
        }
    }

    /// <summary>The timer has run out.</summary>
    /// <returns>Whether the connection goes on.</returns>
    public static bool OnExpired(TcpBlock block, long now)
    {
        // RFC9293 MUST-26: only when nothing was heard for the interval, and nothing is outstanding that brings an answer by itself.
        long idleUntil = block.HeardAt + block.Settings.KeepAliveIdle;
        if (block.Sent.Count > 0 || block.Deadlines.IsSet(TimerKind.Persist))
        {
            block.Deadlines.Set(TimerKind.KeepAlive, now + block.Settings.KeepAliveIdle);
            return true;
        }

        if (block.KeepAliveProbes == 0 && now < idleUntil)
        {
            block.Deadlines.Set(TimerKind.KeepAlive, idleUntil);
            return true;
        }

        // RFC9293 MUST-29: one probe without an answer means nothing.
        if (block.KeepAliveProbes >= block.Settings.KeepAliveCount)
        {
            return false;
        }

        block.KeepAliveProbes++;
        block.Set(BlockFlags.KeepAliveNow);
        block.Deadlines.Set(TimerKind.KeepAlive, now + block.Settings.KeepAliveInterval);
        return true;
    }
}
