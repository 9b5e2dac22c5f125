using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp;

/// <content>Ways of closing: one direction, and with the wait for the peer's acknowledgment (SO_LINGER of POSIX).</content>
public sealed partial class Stack
{
    private const ConnectionEvents ClosingEvents = ConnectionEvents.Closed | ConnectionEvents.Failed;
    private const long LongestLinger = long.MaxValue / 4;

    /// <summary>Shuts down one direction of the connection, or both. The handle stays.</summary>
    /// <remarks>
    /// <para>Sending: FIN follows what was queued.</para>
    /// <para>Receiving: what was received and not read is dropped, and so is what comes later: it is acknowledged and counted
    /// (<see cref="StackCounter.DataAfterShutdown"/>), so that the peer can finish and close; reading gives the end of the stream. TCP has nothing to tell the peer
    /// by. <see cref="Close(long, ConnectionId)"/> does not reset the connection for what was dropped before, but does for what comes after.</para>
    /// </remarks>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="sides">Which.</param>
    /// <returns><see cref="StackError.ShutDown"/> when sending alone is to be shut down and was before.</returns>
    public StackError Shutdown(long now, ConnectionId id, ShutdownSides sides)
    {
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        if (block.Failure != StackError.None)
        {
            return block.Failure;
        }

        if ((sides & ShutdownSides.Receive) != 0)
        {
            block.ReceiveShut = true;
            block.Events &= ~(ConnectionEvents.Readable | ConnectionEvents.Urgent);
            Discard(block);
            if (block.CanReceive && ReceiveWindow.IsUpdateDue(this, block))
            {
                block.Set(BlockFlags.AckNow);
                MakeReady(block);
            }
        }

        if ((sides & ShutdownSides.Send) == 0)
        {
            return StackError.None;
        }

        StackError error = Shutdown(now, id);
        return error == StackError.ShutDown && sides == ShutdownSides.Both ? StackError.None : error;
    }

    /// <summary>Gives the connection up, and tells how that went: SO_LINGER. <see cref="Close(long, ConnectionId)"/> is without.</summary>
    /// <remarks>
    /// What was queued is sent, and FIN after it. When the peer has acknowledged all of it, the closing event is <see cref="ConnectionEvents.Closed"/>; the last
    /// states then go by unseen. When the time has passed, the connection is reset, the rest is lost, and the closing event is <see cref="ConnectionEvents.Failed"/>
    /// with <see cref="StackError.LingerTimedOut"/>; with another error when it failed before (<see cref="StackEvent.Failure"/>). Until the closing event is
    /// taken the handle stays valid for <see cref="GetInfo"/>, for <see cref="Abort"/>, for <see cref="Close(long, ConnectionId)"/>, which waits no longer,
    /// and for this, which sets the time anew; it means nothing afterwards. No other event comes.
    /// </remarks>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="linger">How long to wait, in nanoseconds, from 0 on. 0 is <see cref="Abort"/>.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when a closing event follows; <see cref="StackError.None"/> when there is nothing to wait for: the handle
    /// means nothing any more, and no event follows. That is so when all is acknowledged, when the connection was not open yet or is over, and when
    /// something was received and not read, which resets it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public StackError Close(long now, ConnectionId id, long linger)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(linger);
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        if (linger == 0)
        {
            return Abort(id);
        }

        bool owes = block.State is TcpState.SynReceived or TcpState.Established or TcpState.CloseWait
            or TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck;
        if (!owes || block.Readable > 0)
        {
            return Close(now, id);
        }

        block.Lingering = true;
        block.Events &= ClosingEvents;
        block.Set(BlockFlags.FinQueued);
        block.Deadlines.Set(TimerKind.Linger, now + Math.Min(linger, LongestLinger));
        Settle(block);
        MakeReady(block);
        return StackError.WouldBlock;
    }

    /// <summary>Our FIN, and so everything before it, is acknowledged.</summary>
    internal void OnAllAcknowledged(TcpBlock block)
    {
        if (block.Lingering)
        {
            block.Deadlines.Clear(TimerKind.Linger);
            Tell(block, ConnectionEvents.Closed);
        }
    }

    /// <summary>What was received is dropped unread.</summary>
    internal void Discard(TcpBlock block)
    {
        int count = block.Readable;
        if (count == 0)
        {
            return;
        }

        Counters.Count(StackCounter.DataAfterShutdown);
        block.RcvRead += (uint)count;
        block.RcvBuffer.Advance(Buffers.BufferLength, count);
        UrgentData.OnRead(block);
        if (block.OutOfOrder.Count == 0)
        {
            block.RcvBuffer.Clear();
        }

        Account(block);
    }

    private void LingerTimedOut(TcpBlock block)
    {
        block.Deadlines.Clear(TimerKind.Linger);
        ResetWriter.Abort(this, block);
        Fail(block, StackError.LingerTimedOut);
    }

    /// <summary>The application has been told how closing went: it has nothing to do with the connection any more.</summary>
    private void EndLingering(TcpBlock block, ConnectionEvents told)
    {
        if (block.Lingering && (told & ClosingEvents) != 0)
        {
            block.Lingering = false;
            block.Set(BlockFlags.Detached);
            FreeIfOver(block);
        }
    }

    /// <summary>What the application still wants to hear of.</summary>
    private static ConnectionEvents Wanted(TcpBlock block, ConnectionEvents events) =>
        block.Lingering ? events & ClosingEvents
        : block.ReceiveShut ? events & ~(ConnectionEvents.Readable | ConnectionEvents.Urgent)
        : events;
}
