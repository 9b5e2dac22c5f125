using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Recovery;

/// <summary>
/// Finds recoveries that were needless, because what was taken for lost was late, and takes back what they did to the windows: by timestamps (Eifel,
/// RFC 3522), by DSACK when everything that was sent again came twice (RFC 3708), by F-RTO (RFC 5682). The response is RFC 4015's.
/// </summary>
internal static class Undo
{
    /// <summary>A recovery begins, or the timer runs out within one.</summary>
    public static void Begin(TcpBlock block, bool byTimeout)
    {
        if (block.Undo.Active && byTimeout && block.Recovery != RecoveryPhase.Open)
        {
            block.Undo.Timeout = true;
            return;
        }

        block.Undo = new UndoState { Active = true, Timeout = byTimeout, First = block.SndUna };
    }

    /// <summary>A tail loss probe has repaired a loss, as it seems; a late report may say that the original had come.</summary>
    public static void BeginAfterProbe(TcpBlock block, uint start, uint length) =>
        block.Undo = new UndoState { Active = true, First = start, Repeated = length };

    /// <summary>Something was sent again.</summary>
    /// <param name="block">The connection.</param>
    /// <param name="first">Whether it is what SND.UNA names.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="timestamp">Its timestamp, when there are such.</param>
    public static void OnRetransmitted(TcpBlock block, bool first, uint bytes, uint timestamp)
    {
        ref UndoState undo = ref block.Undo;
        if (!undo.Active)
        {
            return;
        }

        if (first && undo.Repeated == 0 && block.Has(BlockFlags.Timestamps))
        {
            (undo.Stamp, undo.Stamped) = (timestamp, true);
        }

        undo.Repeated += bytes;
    }

    /// <summary>An acknowledgment has come, and the scoreboard knows of it.</summary>
    public static void OnAcknowledged(Stack stack, TcpBlock block, in TcpOptions options, in AckSample sample, long now)
    {
        if (!block.Undo.Active)
        {
            return;
        }

        bool needless = IsEchoOfOriginal(ref block.Undo, options, sample);
        needless |= block.Undo.Forward != ForwardStep.None && ForwardRto.OnAcknowledged(block, sample);
        needless |= sample.Duplicate && AllCameTwice(ref block.Undo, sample.DuplicateBlock);
        if (needless)
        {
            Apply(stack, block, sample, now);
        }
        else
        {
            Expire(stack, block);
        }
    }

    /// <summary>A round trip after the recovery nothing can prove it needless any more.</summary>
    private static void Expire(Stack stack, TcpBlock block)
    {
        ref UndoState undo = ref block.Undo;
        if (undo.Over && Sequence.Greater(block.SndUna, undo.End))
        {
            undo = default;
            block.Congestion.ForgetUndo(stack.Undos);
        }
        else if (!undo.Over && block.Recovery == RecoveryPhase.Open)
        {
            (undo.Over, undo.End) = (true, block.SndNxt);
        }
    }

    /// <summary>RFC 3522, steps 3 to 5: the first acknowledgment of something new was caused by what was sent before the retransmission.</summary>
    private static bool IsEchoOfOriginal(ref UndoState undo, in TcpOptions options, in AckSample sample)
    {
        if (!undo.Stamped || !sample.Advanced)
        {
            return false;
        }

        undo.Stamped = false;
        return options.Has(TcpOptionSet.Timestamps) && Sequence.Less(options.TimestampEcho, undo.Stamp) && !sample.Duplicate;
    }

    private static bool AllCameTwice(ref UndoState undo, SackBlock duplicate)
    {
        uint length = duplicate.Right - duplicate.Left;
        if (undo.Repeated == 0 || Sequence.Less(duplicate.Left, undo.First))
        {
            return false;
        }

        undo.Repeated -= Math.Min(undo.Repeated, length);
        return undo.Repeated == 0;
    }

    private static void Apply(Stack stack, TcpBlock block, in AckSample sample, long now)
    {
        bool repairing = block.Recovery != RecoveryPhase.Open;
        bool timeout = block.Undo.Timeout;
        block.Undo = default;
        block.Sent.ClearLost();
        if (!block.Congestion.OnSpurious(block.Sent.Pipe, sample.Acknowledged, stack.Undos) && repairing)
        {
            block.Congestion.OnRecoveryEnd();
        }

        stack.Counters.Count(StackCounter.NeedlessRecoveries);
        block.Recovery = RecoveryPhase.Open;
        block.Clear(BlockFlags.RecoveryPointSet);
        block.DuplicateAcks = 0;
        if (!timeout)
        {
            block.Rack.OnReordering();
            return;
        }

        if (repairing && sample.Measured > 0)
        {
            block.Rto.Adapt(sample.Measured, block.Settings);
            RetransmissionTimer.Restart(block, now);
        }
    }
}
