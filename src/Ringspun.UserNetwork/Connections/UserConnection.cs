using System.Net;
using System.Runtime.CompilerServices;
using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>A connection of a loop's stack.</summary>
internal sealed class UserConnection : StreamConnection, IUserConnection, IStackUser
{
    private readonly LoopStack _stack;
    private readonly ConnectionId _id;
    private int _taken;

    // There is one only while something is kept: idle connections are many.
    private StrongBox<FilledQueue>? _kept;
    private bool _isReadable = true;
    private bool _wantsLarge;
    private bool _aborts;
    private UserClose? _lingers;
    private TcpSettings _settings;

    internal UserConnection(LoopStack stack, ConnectionId id, TcpSettings settings)
        : base(stack.Loop)
    {
        _stack = stack;
        _id = id;
        _settings = settings;
        stack.Register(id, this);
    }

    public ConnectionInfo Info
    {
        get
        {
            StackError error = _stack.Stack.GetInfo(_id, out ConnectionInfo info);
            ObjectDisposedException.ThrowIf(IsClosed || error != StackError.None, this);
            return info with { Readable = info.Readable + (_kept?.Value.Length ?? 0) };
        }
    }

    public TcpSettings Settings
    {
        get => _settings;
        set
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            _ = _stack.Stack.Configure(_stack.Now, _id, value);
            _settings = value;
            _stack.Touch();
        }
    }

    public void ShutdownReceive()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        _ = DropKept();
        _ = _stack.Stack.Shutdown(_stack.Now, _id, ShutdownSides.Receive);
        _isReadable = true;
        _stack.Touch();
        PumpReceive();
    }

    public IoOperation<bool> CloseAsync(TimeSpan linger)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        UserClose close = new(_stack, _id);
        _lingers = close;
        bool isUnread = _kept is not null;
        Dispose();
        return close.Start(isUnread ? TimeSpan.Zero : linger);
    }

    public void OnEvents(in StackEvent told)
    {
        ConnectionEvents events = told.Events;
        if ((events & (ConnectionEvents.Readable | ConnectionEvents.EndOfStream | ConnectionEvents.Failed | ConnectionEvents.Closed)) != 0)
        {
            _isReadable = true;
            PumpReceive();
        }

        if (IsSendPending && (events & (ConnectionEvents.Writable | ConnectionEvents.Failed)) != 0)
        {
            PushSend();
        }
    }

    public bool TryTake(ReadOnlySpan<byte> data)
    {
        if (IsLeasePending)
        {
            return TryKeep(data);
        }

        Span<byte> room = WaitingBuffer.Span;
        if (data.Length > room.Length - _taken)
        {
            return false;
        }

        data.CopyTo(room[_taken..]);
        _taken += data.Length;
        return true;
    }

    public void OnLinkLost(Errno errno)
    {
        if (_taken > 0 || _kept is not null)
        {
            // It came before the end.
            PumpReceive();
        }

        EndPendingReceive(errno);
        if (IsSendPending)
        {
            EndSend(-(int)errno);
        }
    }

    protected override int TryReceive(Span<byte> buffer)
    {
        if (_taken > 0)
        {
            int taken = _taken;
            _taken = 0;
            return taken;
        }

        if (_kept is not null)
        {
            int read = _kept.Value.Read(buffer);
            ReturnIfEmpty(_kept);
            return read;
        }

        if (!_isReadable || _stack.Failure != Errno.None)
        {
            return _stack.Failure == Errno.None ? -(int)Errno.EAGAIN : -(int)_stack.Failure;
        }

        StackError error = _stack.Stack.Receive(_stack.Now, _id, buffer, out int count);
        _stack.Touch();
        _isReadable = error != StackError.WouldBlock;
        return error == StackError.None ? count : error.ToResult();
    }

    protected override int TryLease(out Chunk chunk)
    {
        if (_kept is not null && _kept.Value.TryDequeue(out chunk))
        {
            ReturnIfEmpty(_kept);
            return chunk.Length;
        }

        chunk = Chunk.Empty;
        if (!_isReadable)
        {
            return TryReceive(default);
        }

        Chunk whole = (_wantsLarge ? _stack.LargeChunks : _stack.SmallChunks).Rent();
        int result = TryReceive(whole.Span);
        if (result <= 0)
        {
            whole.Release();
            return result;
        }

        _wantsLarge = result == whole.Length || (_wantsLarge && result > _stack.SmallChunks.ChunkSize);
        chunk = whole.Slice(0, result);
        return result;
    }

    /// <summary>Keeps data for the lease that waits, and what comes right behind it for the next ones.</summary>
    private bool TryKeep(ReadOnlySpan<byte> data)
    {
        Chunk kept = _stack.Keep(data);
        if (kept.IsEmpty)
        {
            return false;
        }

        _kept ??= _stack.SpareQueues.TryPop(out StrongBox<FilledQueue>? spare) ? spare : new StrongBox<FilledQueue>();
        _kept.Value.Enqueue(kept);
        return true;
    }

    /// <returns>Whether there was anything.</returns>
    private bool DropKept()
    {
        if (_kept is null)
        {
            return false;
        }

        _kept.Value.Clear();
        ReturnIfEmpty(_kept);
        return true;
    }

    private void ReturnIfEmpty(StrongBox<FilledQueue> queue)
    {
        if (queue.Value.Count == 0)
        {
            _kept = null;
            _stack.SpareQueues.Push(queue);
        }
    }

    // The stack tells when something comes.
    protected override void AwaitReceive()
    {
    }

    protected override void PushSend()
    {
        while (Outgoing.Remaining > 0)
        {
            if (_stack.Failure != Errno.None)
            {
                EndSend(-(int)_stack.Failure);
                return;
            }

            StackError error = SendFront(out int taken);
            if (error is not (StackError.None or StackError.WouldBlock))
            {
                EndSend(error.ToResult());
                return;
            }

            bool isFull = taken < Outgoing.Length;
            if (taken > 0)
            {
                NoteProgress(taken);
                _stack.TouchData();
            }

            if (isFull)
            {
                return;
            }
        }

        EndSend(0);
    }

    private StackError SendFront(out int taken)
    {
        Chunk front = Outgoing.Front;
        if (front.Length < ChunkBuffer.LeastLength || !front.IsSealed)
        {
            return _stack.Stack.Send(_stack.Now, _id, Outgoing.Span, out taken);
        }

        ChunkBuffer buffer = ChunkBuffer.Hold(front, _stack.SpareBuffers);
        StackError error = _stack.Stack.Send(_stack.Now, _id, buffer, 0, front.Length, out taken);
        if (taken == 0)
        {
            buffer.Release();
        }

        return error;
    }

    // The stack has copied what it took, or holds a reference of its own: it needs nothing of the caller's.
    protected override void StopSend() => EndSend(-(int)Errno.ECANCELED);

    protected override void EndStream()
    {
        _ = _stack.Stack.Shutdown(_stack.Now, _id);
        _stack.Touch();
    }

    protected override void PrepareAbort() => _aborts = true;

    protected override void Close()
    {
        _stack.Unregister(_id, this);
        if (IsSendPending)
        {
            EndSend(-(int)Errno.ECANCELED);
        }

        bool isUnread = DropKept();
        if (_lingers is not null)
        {
            return;
        }

        if (!_aborts && _stack.Stack.GetInfo(_id, out ConnectionInfo info) == StackError.None && info.SendQueued > 0 && (isUnread || info.Readable > 0))
        {
            // Closing over bytes that nobody has read resets the connection; what was sent before goes out before, as it would have with the kernel.
            _stack.Flush();
        }

        _ = _aborts || isUnread ? _stack.Stack.Abort(_id) : _stack.Stack.Close(_stack.Now, _id);
        _stack.Touch();
    }

    protected override EndPoint? ReadEndPoint(bool local) => _stack.Stack.GetInfo(_id, out ConnectionInfo info) == StackError.None
        ? (local ? info.Local : info.Remote).ToEndPoint()
        : null;
}
