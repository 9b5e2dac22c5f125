using Ringspun.Linux;

namespace Ringspun;

/// <content>Receiving: into the caller's memory, or into a leased chunk.</content>
internal abstract partial class StreamConnection
{
    private readonly DeadlineTimer _receiveTimer = new();
    private ReceiveSource? _receive;
    private LeaseSource? _lease;
    private long _receiveDeadline = long.MaxValue;

    public long ReceiveDeadline
    {
        get => _receiveDeadline;
        set
        {
            _receiveDeadline = value;
            if (IsReceivePending)
            {
                ArmReceiveTimer();
            }
        }
    }

    protected bool IsReceivePending => _receive is { IsPending: true } || IsLeasePending;

    protected bool IsLeasePending => _lease is { IsPending: true };

    /// <summary>The memory of the receive that waits; empty when none does, or a lease.</summary>
    protected Memory<byte> WaitingBuffer => _receive is { IsPending: true } receive ? receive.Buffer : default;

    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        CheckReceive(_lease);
        ReceiveSource source = _receive ??= new ReceiveSource(Loop, "recv");
        source.Start(buffer, cancel);
        PumpReceive();
        WaitForReceive(source);
        return source.Started;
    }

    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        CheckReceive(_receive);
        LeaseSource source = _lease ??= new LeaseSource(Loop, "recv");
        source.Start(cancel);
        PumpReceive();
        WaitForReceive(source);
        return source.Started;
    }

    /// <summary>Takes what is there: the number of bytes, 0 at the end of the stream, -EAGAIN if nothing has come, or another -errno.</summary>
    protected abstract int TryReceive(Span<byte> buffer);

    /// <summary>The same without a copy.</summary>
    protected abstract int TryLease(out Chunk chunk);

    /// <summary>Called when nothing has come: the driver calls <see cref="PumpReceive"/> as soon as something has.</summary>
    protected abstract void AwaitReceive();

    /// <summary>The deadline of a receive has come: the next try looks at the socket itself, whatever has been heard of it.</summary>
    protected virtual void LookAgain()
    {
    }

    /// <summary>Something may have come: hands it to the receive that waits, if one does.</summary>
    protected void PumpReceive()
    {
        if (_lease is { IsPending: true } lease)
        {
            int result = TryLease(out Chunk chunk);
            if (result >= 0)
            {
                lease.Finish(chunk);
            }
            else if (result != -(int)Errno.EAGAIN)
            {
                lease.FinishError(result.ToErrno());
            }
        }
        else if (_receive is { IsPending: true } receive)
        {
            int result = TryReceive(receive.Buffer.Span);
            if (result != -(int)Errno.EAGAIN)
            {
                receive.End(result);
            }
        }
    }

    private void CheckReceive(IoSource? other)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (other is { IsPending: true })
        {
            throw new InvalidOperationException("recv: a receive is under way already; await it first.");
        }
    }

    private void WaitForReceive(IoSource source)
    {
        if (source.IsPending)
        {
            ArmReceiveTimer();
            AwaitReceive();
        }
    }

    /// <summary>A deadline that moves later, as every request moves it, leaves the timer where it is: it looks again when it fires.</summary>
    private void ArmReceiveTimer()
    {
        if (_receiveDeadline != long.MaxValue && _receiveTimer.MustMoveTo(_receiveDeadline))
        {
            _receiveTimer.Owner = this;
            _receiveTimer.ArmedFor = _receiveDeadline;
            Loop.Arm(_receiveTimer, _receiveDeadline);
        }
    }

    private void OnReceiveTimer()
    {
        if (!IsReceivePending)
        {
            return;
        }

        if (Loop.Now < _receiveDeadline)
        {
            ArmReceiveTimer();
            return;
        }

        // What came in this very turn counts, even if its turn to be noticed has not come: data wins over the deadline.
        LookAgain();
        PumpReceive();
        EndPendingReceive(Errno.ETIMEDOUT);
    }

    /// <summary>Ends the receive that waits, if one does, with an error.</summary>
    protected void EndPendingReceive(Errno errno)
    {
        if (_lease is { IsPending: true } lease)
        {
            lease.FinishError(errno);
        }
        else if (_receive is { IsPending: true } receive)
        {
            receive.End(-(int)errno);
        }
    }

    private sealed class DeadlineTimer : TimerEntry
    {
        internal StreamConnection? Owner;
        internal long ArmedFor;

        internal bool MustMoveTo(long deadline) => !IsArmed || deadline < ArmedFor;

        protected internal override void OnExpired() => Owner!.OnReceiveTimer();
    }
}
