using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp;

/// <content>Time passes.</content>
public sealed partial class Stack
{
    /// <summary>When <see cref="Advance"/> is next to be called, in nanoseconds; <see cref="long.MaxValue"/> when nothing waits for the time.</summary>
    public long NextDeadline
    {
        get
        {
            // What has moved away since is put right now that it is the first.
            while (_deadlines.Count > 0)
            {
                long actual = Blocks.At(_deadlines.EarliestSlot).Deadlines.Earliest();
                if (actual <= _deadlines.Earliest)
                {
                    break;
                }

                _deadlines.Correct(actual);
            }

            return Math.Min(_deadlines.Earliest, _reassembler.Deadline);
        }
    }

    /// <summary>Does what is due. Packets may be there to transmit afterwards.</summary>
    /// <param name="now">The time in nanoseconds; it never goes back.</param>
    public void Advance(long now)
    {
        ExpireFragments(now);
        while (NextDeadline <= now)
        {
            TcpBlock block = Blocks.At(_deadlines.EarliestSlot);
            Expire(block, now);

            // The heap holds the deadline that has passed: whatever the connection waits for now takes its place.
            if (_deadlines.Count > 0 && _deadlines.EarliestSlot == block.Slot)
            {
                _deadlines.Correct(block.Deadlines.Earliest());
            }
            else
            {
                Settle(block);
            }

            if (block.State != TcpState.Closed)
            {
                MakeReady(block);
            }
        }
    }

    /// <summary>A connection's deadlines and buffers may have changed.</summary>
    internal void Settle(TcpBlock block)
    {
        Account(block);
        _deadlines.Require(block.Slot, block.Deadlines.Earliest());
    }

    private void Expire(TcpBlock block, long now)
    {
        ref Deadlines deadlines = ref block.Deadlines;
        if (deadlines.Of(TimerKind.State) <= now)
        {
            deadlines.Clear(TimerKind.State);
            Finish(block);
            return;
        }

        if (deadlines.Of(TimerKind.Linger) <= now)
        {
            LingerTimedOut(block);
            return;
        }

        if (deadlines.Of(TimerKind.Acknowledge) <= now)
        {
            deadlines.Clear(TimerKind.Acknowledge);
            block.Set(BlockFlags.AckNow);
        }

        if (deadlines.Of(TimerKind.Reordering) <= now)
        {
            SackRecovery.OnReorderingExpired(this, block, now);
        }

        bool goesOn = true;
        if (deadlines.Of(TimerKind.Probe) <= now)
        {
            TailLossProbe.OnExpired(this, block, now);
        }
        else if (deadlines.Of(TimerKind.Retransmit) <= now)
        {
            goesOn = RetransmissionTimer.OnExpired(this, block, now);
        }

        if (goesOn && deadlines.Of(TimerKind.Persist) <= now)
        {
            goesOn = RetransmissionTimer.OnPersist(block, now);
        }

        if (goesOn && deadlines.Of(TimerKind.KeepAlive) <= now)
        {
            goesOn = KeepAlive.OnExpired(block, now);
        }

        if (!goesOn)
        {
            GiveUp(block);
        }
    }

    /// <summary>RFC9293 MUST-20: the connection is closed after R2; the application is told.</summary>
    private void GiveUp(TcpBlock block)
    {
        if (block.IsSynchronized)
        {
            ResetWriter.Abort(this, block);
        }

        Fail(block, StackError.TimedOut);
    }
}
