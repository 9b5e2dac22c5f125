using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Segments;

/// <summary>The states after the FINs (RFC 9293 section 3.6).</summary>
internal static class Teardown
{
    /// <summary>Our FIN goes out for the first time.</summary>
    public static void OnFinSent(TcpBlock block) => block.State = block.State switch
    {
        TcpState.Established => TcpState.FinWait1,
        TcpState.CloseWait => TcpState.LastAck,
        _ => block.State,
    };

    /// <summary>Our FIN is acknowledged.</summary>
    public static void OnFinAcknowledged(Stack stack, TcpBlock block, long now)
    {
        stack.OnAllAcknowledged(block);
        switch (block.State)
        {
            case TcpState.FinWait1:
                block.State = TcpState.FinWait2;
                AwaitPeer(block, now);
                break;
            case TcpState.Closing:
                EnterTimeWait(stack, block, now);
                break;
            case TcpState.LastAck:
                stack.Finish(block);
                break;
            default:
                break;
        }
    }

    /// <summary>The peer's FIN has come in order.</summary>
    public static void OnFinReceived(Stack stack, TcpBlock block, long now)
    {
        switch (block.State)
        {
            case TcpState.SynReceived or TcpState.Established:
                block.State = TcpState.CloseWait;
                break;
            case TcpState.FinWait1:
                // Had it acknowledged our FIN, the state were FIN-WAIT-2 by now.
                block.State = TcpState.Closing;
                break;
            case TcpState.FinWait2:
                EnterTimeWait(stack, block, now);
                break;
            default:
                break;
        }
    }

    /// <summary>FIN-WAIT-2 of a connection that the application has closed does not last for ever.</summary>
    public static void AwaitPeer(TcpBlock block, long now)
    {
        if (block.State == TcpState.FinWait2 && block.IsGivenUp && !block.Deadlines.IsSet(TimerKind.State))
        {
            block.Deadlines.Set(TimerKind.State, now + block.Settings.FinWait2Timeout);
        }
    }

    /// <summary>RFC9293 MUST-13: TIME-WAIT lasts two maximum segment lifetimes, from the last FIN that came.</summary>
    public static void EnterTimeWait(Stack stack, TcpBlock block, long now)
    {
        block.State = TcpState.TimeWait;
        stack.ReleaseSendSide(block);
        block.Deadlines.Clear(TimerKind.Retransmit);
        block.Deadlines.Clear(TimerKind.Probe);
        block.Deadlines.Clear(TimerKind.Reordering);
        block.Deadlines.Clear(TimerKind.Persist);
        block.Deadlines.Clear(TimerKind.KeepAlive);
        block.Deadlines.Set(TimerKind.State, now + (2 * block.Settings.MaximumSegmentLifetime));
    }
}
