using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Windows;

namespace Ringspun.Tcp;

/// <content>Connections begin and end.</content>
public sealed partial class Stack
{
    // RFC 6528 section 3: M is a clock of a tick each 4 microseconds.
    private const long InitialSequenceTick = 4_000;

    private int _firstTelling = TcpBlock.None;
    private int _lastTelling = TcpBlock.None;

    /// <summary>A connection with sequence numbers of its own, in the table; null at the limit.</summary>
    internal TcpBlock? Create(in Endpoint local, in Endpoint remote, TcpSettings settings, long now)
    {
        TcpBlock? block = Blocks.Rent();
        if (block is null)
        {
            Counters.Count(StackCounter.ConnectionLimit);
            return null;
        }

        block.Begin();
        block.Local = local;
        block.Remote = remote;
        block.Hash = (uint)Hash.Of(KeyedHash.Table, local, remote);
        block.Settings = settings;
        BufferSizes.Apply(block);
        block.FirstWindow = BufferSizes.FirstWindow(this, settings);
        if (Pressure != MemoryPressure.None)
        {
            AwaitMemory(block);
        }

        block.PathMtu = Options.Mtu;
        block.TsOffset = TimestampOffset(local, remote);
        block.Rto = RetransmissionTimeout.Initial(settings);
        block.ProgressAt = now;
        block.HeardAt = now;

        // RFC9293 MUST-8, RFC9293 MUST-9, RFC 6528: a clock, and what nobody outside can compute.
        block.BeginAt((uint)(now / InitialSequenceTick) + (uint)Hash.Of(KeyedHash.InitialSequence, local, remote));
        _table.Add(Blocks, block);
        block.Set(BlockFlags.Listed);
        return block;
    }

    /// <summary>The handshake is complete.</summary>
    internal void OnEstablished(TcpBlock block)
    {
        if (block.FastOpenPending is not null)
        {
            ConfirmEarly(block);
            return;
        }

        if (block is { Listener: { } listener } && block.Has(BlockFlags.HalfOpen))
        {
            listener.HalfOpen--;
            block.Clear(BlockFlags.HalfOpen);
            if (listener.IsClosed)
            {
                // Nobody will ever accept it.
                Abort(block.Id);
                return;
            }

            listener.Enqueue(Blocks, block);
            block.Set(BlockFlags.Queued);
            Counters.Count(StackCounter.PassiveOpens);
            Announce(listener);
            return;
        }

        Counters.Count(StackCounter.ActiveOpens);
        Tell(block, ConnectionEvents.Connected);
    }

    /// <summary>The connection is over in order.</summary>
    internal void Finish(TcpBlock block)
    {
        End(block);
        Tell(block, ConnectionEvents.Closed);
        FreeIfOver(block);
    }

    /// <summary>The connection is over by a failure. RFC9293 MUST-12, RFC9293 MUST-47: the application is told, and can ask why.</summary>
    internal void Fail(TcpBlock block, StackError error)
    {
        Counters.Count(StackCounter.Failures);
        block.Failure = error;
        if (block.Has(BlockFlags.HalfOpen))
        {
            // RFC9293 MUST-11: a connection that came by LISTEN returns there; nobody has heard of it.
            block.Listener!.HalfOpen--;
            block.Clear(BlockFlags.HalfOpen);
            block.Set(BlockFlags.Detached);
        }

        End(block);

        // What came in order before can still be read; the rest has gaps that nothing fills any more.
        block.OutOfOrder.Clear(Ranges);
        if (block.Readable == 0)
        {
            ReleaseReceiveSide(block);
        }

        Tell(block, ConnectionEvents.Failed);
        FreeIfOver(block);
    }

    /// <summary>Nothing more is sent: what the send side held is given back.</summary>
    internal void ReleaseSendSide(TcpBlock block)
    {
        block.Sent.Clear(Segments);
        block.SndBuffer.Clear();
        block.SndBuffered = 0;
        block.Congestion.ForgetUndo(Undos);
        Account(block);
    }

    /// <summary>Lets go of what all connections hold of their applications' memory, and of their own: the stack is not used any more.</summary>
    public void ReleaseBuffers()
    {
        for (int slot = 0; slot < Blocks.Created; slot++)
        {
            TcpBlock block = Blocks.At(slot);
            ReleaseSendSide(block);
            block.RcvBuffer.Clear();
        }
    }

    /// <summary>Adds to what the application is told.</summary>
    internal void Tell(TcpBlock block, ConnectionEvents events)
    {
        if (block.Has(BlockFlags.Detached))
        {
            return;
        }

        block.Events |= Wanted(block, events);

        // Nobody knows of a connection that is not accepted yet: what happens to it is told when it is.
        if (block.Has(BlockFlags.Telling | BlockFlags.Queued | BlockFlags.HalfOpen))
        {
            return;
        }

        block.Set(BlockFlags.Telling);
        block.NextTelling = TcpBlock.None;
        if (_lastTelling == TcpBlock.None)
        {
            _firstTelling = block.Slot;
        }
        else
        {
            Blocks.At(_lastTelling).NextTelling = block.Slot;
        }

        _lastTelling = block.Slot;
    }

    /// <summary>The send buffer has become emptier.</summary>
    internal void OnRoom(TcpBlock block)
    {
        BufferSizes.OnAcknowledged(this, block);

        // Half of it at once, so that the application is not woken for each segment.
        if (block.Has(BlockFlags.WantsRoom) && block.SndBuffered <= block.SndCapacity / 2)
        {
            block.Clear(BlockFlags.WantsRoom);
            Tell(block, ConnectionEvents.Writable);
        }
    }

    private void ReleaseReceiveSide(TcpBlock block)
    {
        block.OutOfOrder.Clear(Ranges);
        block.RcvBuffer.Clear();
        Account(block);
        block.RcvRead = block.RcvNxt - (block.Has(BlockFlags.FinReceived) ? 1u : 0);
    }

    private void End(TcpBlock block)
    {
        DropEarly(block);
        block.State = TcpState.Closed;
        block.Deadlines.ClearAll();
        _deadlines.Remove(block.Slot);
        ReleaseSendSide(block);
        if (block.Has(BlockFlags.Detached))
        {
            // Nobody can read it any more; the block itself may still be in a queue.
            ReleaseReceiveSide(block);
        }

        if (block.Has(BlockFlags.Listed))
        {
            _table.Remove(Blocks, block);
            block.Clear(BlockFlags.Listed);
        }
    }

    /// <summary>Gives the block back when the connection is over, the application has closed it, and it is in no queue.</summary>
    private void FreeIfOver(TcpBlock block)
    {
        const BlockFlags InQueues = BlockFlags.Ready | BlockFlags.Telling | BlockFlags.Queued;
        if (block is { InUse: true, State: TcpState.Closed } && block.Has(BlockFlags.Detached) && !block.Has(InQueues))
        {
            ReleaseReceiveSide(block);
            Blocks.Return(block);
        }
    }

    private void Announce(Listener listener)
    {
        if (!listener.IsTelling)
        {
            listener.IsTelling = true;
            _acceptable.Enqueue(listener);
        }
    }
}
