using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Windows;

namespace Ringspun.Tcp;

/// <content>SEND, RECEIVE, CLOSE, ABORT and STATUS (RFC 9293 sections 3.10.2 to 3.10.6).</content>
public sealed partial class Stack
{
    /// <summary>Less data waits to be read: copying it twice costs less than asking.</summary>
    private const int LeastHandedOn = 1024;

    /// <summary>Queues bytes to be sent; they are copied.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="taken">How many were taken: fewer than given when the buffer is full. An event tells when there is room again.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when none were taken for want of room.</returns>
    public StackError Send(long now, ConnectionId id, ReadOnlySpan<byte> data, out int taken)
    {
        taken = 0;
        TcpBlock? block = Blocks.Find(id);
        StackError error = CheckSend(block);
        if (error != StackError.None || data.IsEmpty)
        {
            return error;
        }

        int count = Math.Min(BufferSizes.SendRoom(this, block!), data.Length);
        taken = block!.SndBuffer.Write(Buffers, data[..count]);
        return Queued(block, taken, isShort: taken < data.Length, isRefused: taken < count);
    }

    /// <summary>
    /// Queues bytes to be sent that stay where they are and must not change meanwhile: if any are taken, the stack holds the buffer, and releases it
    /// when the peer has acknowledged them or the connection is over.
    /// </summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="buffer">Holds the bytes; not of the stack's own <see cref="IBufferSource"/>, and not counted as memory of the stack's.</param>
    /// <param name="offset">Where they begin in it.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="taken">How many were taken; as in <see cref="Send(long, ConnectionId, ReadOnlySpan{byte}, out int)"/>.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when none were taken for want of room.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer does not hold them.</exception>
    public StackError Send(long now, ConnectionId id, IBuffer buffer, int offset, int length, out int taken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, buffer.Span.Length - offset);
        taken = 0;
        TcpBlock? block = Blocks.Find(id);
        StackError error = CheckSend(block);
        if (error != StackError.None || length == 0)
        {
            return error;
        }

        taken = Math.Min(BufferSizes.SendRoom(this, block!), length);
        if (taken > 0)
        {
            block!.SndBuffer.Append(buffer, offset, taken);
        }

        return Queued(block!, taken, isShort: taken < length, isRefused: false);
    }

    /// <summary>Reads what has arrived in order; it is copied.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="count">The bytes read; 0 with <see cref="StackError.None"/> for a buffer that is not empty is the end of the stream.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when nothing is there yet; of a connection that has failed, its failure, once what came before it has been
    /// read: RFC 9293 section 3.10.7.4 would drop it, but it was acknowledged, and applications expect to see it.</returns>
    public StackError Receive(long now, ConnectionId id, Span<byte> buffer, out int count)
    {
        count = 0;
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        if (block.Lingering)
        {
            return StackError.ShutDown;
        }

        if (block.ReceiveShut)
        {
            return block.Failure;
        }

        if (block.State is TcpState.SynSent or TcpState.SynReceived && !block.IsOpenEarly)
        {
            return StackError.WouldBlock;
        }

        count = Math.Min(block.Readable, buffer.Length);
        if (count == 0)
        {
            if (block.Failure != StackError.None)
            {
                return block.Failure;
            }

            return block.Has(BlockFlags.FinReceived) || buffer.IsEmpty ? StackError.None : StackError.WouldBlock;
        }

        block.RcvBuffer.Read(Buffers.BufferLength, 0, buffer[..count]);
        block.RcvRead += (uint)count;
        block.RcvBuffer.Advance(Buffers.BufferLength, count);
        if (block.Readable == 0 && block.OutOfOrder.Count == 0)
        {
            block.RcvBuffer.Clear();
        }

        Account(block);
        AfterRead(block, now);

        return StackError.None;
    }

    /// <summary>Sends nothing more: FIN follows what was queued. Reading goes on.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    public StackError Shutdown(long now, ConnectionId id)
    {
        TcpBlock? block = Blocks.Find(id);
        StackError error = CheckSend(block);
        if (error is StackError.None)
        {
            block!.Set(BlockFlags.FinQueued);
            MakeReady(block);
        }

        return error;
    }

    /// <summary>Gives the connection up. What was queued is still sent, and FIN after it; when something was received and not read, or more comes, the
    /// peer is told by a reset that it was lost (SHLD-3). The handle means nothing afterwards.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    public StackError Close(long now, ConnectionId id)
    {
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        if (block.Readable > 0 && (block.IsSynchronized || block.IsOpenEarly))
        {
            return Abort(id);
        }

        block.Lingering = false;
        block.Deadlines.Clear(TimerKind.Linger);
        block.Set(BlockFlags.Detached | BlockFlags.FinQueued);
        if (block.State == TcpState.SynSent)
        {
            End(block);
        }

        if (block.State == TcpState.Closed)
        {
            FreeIfOver(block);
            return StackError.None;
        }

        Teardown.AwaitPeer(block, now);
        Settle(block);
        MakeReady(block);
        return StackError.None;
    }

    /// <summary>Ends the connection at once, by a reset; what was queued is lost. The handle means nothing afterwards.</summary>
    /// <param name="id">The connection.</param>
    public StackError Abort(ConnectionId id)
    {
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        block.Set(BlockFlags.Detached);
        if (block.State is not (TcpState.Closed or TcpState.SynSent or TcpState.TimeWait))
        {
            ResetWriter.Abort(this, block);
        }

        End(block);
        FreeIfOver(block);
        return StackError.None;
    }

    /// <summary>Changes how a connection behaves from now on. What was agreed on with the peer stays.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="settings">The new behaviour. RFC9293 MUST-17, RFC9293 MUST-21, RFC9293 MUST-24, RFC9293 MUST-27, RFC9293 MUST-48: all of it can be set.</param>
    public StackError Configure(long now, ConnectionId id, TcpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        block.Settings = settings;
        BufferSizes.Apply(block);
        KeepAlive.Schedule(block, now);
        Settle(block);
        MakeReady(block);
        return StackError.None;
    }

    /// <summary>What a connection's state is.</summary>
    /// <param name="id">The connection.</param>
    /// <param name="info">The state, when the result is <see cref="StackError.None"/>.</param>
    public StackError GetInfo(ConnectionId id, out ConnectionInfo info)
    {
        TcpBlock? block = Blocks.Find(id);
        if (block is null || block.Has(BlockFlags.Detached))
        {
            info = default;
            return StackError.InvalidHandle;
        }

        info = ConnectionInfo.Of(block);
        return StackError.None;
    }

    /// <summary>Who may take data that comes in order before it waits to be read; null: nobody.</summary>
    public DataTaker? DataTaker { get; set; }

    /// <summary>Offers data in order to whoever waits for it.</summary>
    /// <returns>Whether it was taken. RCV.NXT is still where it was.</returns>
    internal bool TryHandOn(TcpBlock block, ReadOnlySpan<byte> data) =>
        data.Length >= LeastHandedOn && DataTaker is { } taker && block.Readable == 0 && block.OutOfOrder.Count == 0
        && block is { IsSynchronized: true, ReceiveShut: false, Lingering: false } && !block.Has(BlockFlags.Queued | BlockFlags.HalfOpen | BlockFlags.Detached)
        && taker(block.Id, data);

    /// <summary>RCV.NXT has moved by data that was taken.</summary>
    internal void NoteHandedOn(TcpBlock block, int count, long now)
    {
        block.RcvRead += (uint)count;
        AfterRead(block, now);
    }

    private void AfterRead(TcpBlock block, long now)
    {
        UrgentData.OnRead(block);
        block.ReceiveTuning.OnRead(this, block, now);
        if (block.CanReceive && ReceiveWindow.IsUpdateDue(this, block))
        {
            block.Set(BlockFlags.AckNow);
            MakeReady(block);
        }
    }

    /// <summary>Bytes were queued, or not all that were given.</summary>
    private StackError Queued(TcpBlock block, int taken, bool isShort, bool isRefused)
    {
        block.SndBuffered += taken;
        if (isShort)
        {
            block.Set(BlockFlags.WantsRoom);
            AfterShortSend(block, isRefused);
        }

        Account(block);
        if ((block.IsSynchronized || block.IsOpenEarly) && taken > 0)
        {
            MakeReady(block);
        }

        return taken == 0 ? StackError.WouldBlock : StackError.None;
    }

    private static StackError CheckSend(TcpBlock? block)
    {
        if (block is null || block.Has(BlockFlags.Detached))
        {
            return StackError.InvalidHandle;
        }

        if (block.Failure != StackError.None)
        {
            return block.Failure;
        }

        if (block.Has(BlockFlags.FinQueued))
        {
            return StackError.ShutDown;
        }

        return block.State == TcpState.Closed ? StackError.NotConnected : StackError.None;
    }
}
