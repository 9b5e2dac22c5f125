using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Recovery;

/// <summary>Loss detection and fast recovery with SACK: RACK finds what is lost (RFC 8985), PRR paces the repair (RFC 9937).</summary>
internal static class SackRecovery
{
    public static void OnAcknowledged(Stack stack, TcpBlock block, ref AckSample sample, long now)
    {
        Detect(block, ref sample, now);
        switch (block.Recovery)
        {
            case RecoveryPhase.Open when block.Sent.HasLost && !PathMtuSearch.Excuses(block):
                Enter(stack, block, sample.PriorPipe);
                break;
            case RecoveryPhase.Fast when Sequence.GreaterOrEqual(block.SndUna, block.RecoveryPoint):
                block.Recovery = RecoveryPhase.Open;
                block.Congestion.OnRecoveryEnd();
                block.Rack.OnRecoveryEnd();
                if (block.Sent.HasLost)
                {
                    Enter(stack, block, sample.PriorPipe);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The reordering timer has run out: what was only late is lost now.</summary>
    public static void OnReorderingExpired(Stack stack, TcpBlock block, long now)
    {
        block.Deadlines.Clear(TimerKind.Reordering);
        AckSample sample = new() { PriorPipe = block.Sent.Pipe };
        bool began = block.Recovery == RecoveryPhase.Open;
        OnAcknowledged(stack, block, ref sample, now);
        if (began && block.Recovery == RecoveryPhase.Fast)
        {
            // RFC 9937 section 6.2: nothing was delivered, so that later the window stays; the first retransmission goes out.
            block.Congestion.OnAcknowledged(new CongestionAck { Now = now, Pipe = block.Sent.Pipe, TellsOfLoss = true });
        }
    }

    /// <summary>RACK.reo_wnd.</summary>
    public static long Window(TcpBlock block) => block.Rack.ReorderingWindow(
        block.Recovery != RecoveryPhase.Open, block.Sent, block.SndMss, block.Rto.MinimumRtt, block.Rto.SmoothedRtt);

    /// <summary>Fast recovery begins, once for a window of data.</summary>
    private static void Enter(Stack stack, TcpBlock block, uint flight)
    {
        stack.Counters.Count(StackCounter.FastRecoveries);
        block.Recovery = RecoveryPhase.Fast;
        block.RecoveryPoint = block.SndNxt;
        Undo.Begin(block, byTimeout: false);
        block.Ecn.OnReduced();
        block.Deadlines.Clear(TimerKind.Probe);
        TailLossProbe.Forget(block);
        block.Congestion.OnRecoveryBegin(flight, flight, stack.Undos);
    }

    private static void Detect(TcpBlock block, ref AckSample sample, long now)
    {
        block.Deadlines.Clear(TimerKind.Reordering);
        ref Retransmission.SentQueue queue = ref block.Sent;

        // While nothing has arrived out of order, nothing can be found lost: what remains was sent after what has arrived.
        if (queue.SackedBytes == 0 && queue.LostBytes == 0)
        {
            return;
        }

        uint lost = queue.LostBytes - queue.RetransmittedBytes;
        long window = Window(block);
        long wait = block.Rack.DetectLoss(ref queue, window, now);
        sample.NewLoss = queue.LostBytes - queue.RetransmittedBytes > lost;
        if (wait > 0)
        {
            block.Deadlines.Set(TimerKind.Reordering, now + wait);
        }
    }
}
