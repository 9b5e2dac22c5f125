using System.Numerics;
using Ringspun.Linux;

namespace Ringspun;

/// <content>Sending: all of it or a failure, with a bound on how long the peer may take nothing.</content>
internal abstract partial class StreamConnection
{
    private SendSource? _send;
    private StallTimer? _sendTimer;
    private long _sendStall = long.MaxValue;
    private long _lastProgress;
    private SendCursor? _outgoing;

    public TimeSpan SendStallTimeout
    {
        get => _sendStall == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(_sendStall / TimeSpan.NanosecondsPerTick);
        set => _sendStall = value == Timeout.InfiniteTimeSpan ? long.MaxValue : value.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>What is still to be sent; while a send is under way only, for idle connections are many.</summary>
    protected SendCursor Outgoing => _outgoing!;

    protected bool IsSendPending => _send is { IsPending: true };

    /// <summary>Why the send is being stopped, if it is.</summary>
    protected Errno SendStopReason { get; private set; }

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        SendSource source = BeginSend(cancel);
        try
        {
            Outgoing.Set(buffer);
        }
        catch (Exception exception)
        {
            return Refuse(source, exception);
        }

        return PushNew(source);
    }

    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default)
    {
        SendSource source = BeginSend(cancel);
        try
        {
            Outgoing.Set(chunk);
        }
        catch (Exception exception)
        {
            return Refuse(source, exception);
        }

        return PushNew(source);
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default)
    {
        SendSource source = BeginSend(cancel);
        try
        {
            Outgoing.Set(chunks);
        }
        catch (Exception exception)
        {
            return Refuse(source, exception);
        }

        return PushNew(source);
    }

    /// <summary>Moves what <see cref="Outgoing"/> holds, now or as soon as it can be; calls <see cref="EndSend"/> at the end.</summary>
    protected abstract void PushSend();

    /// <summary>Makes the kernel let go of the send under way, then calls <see cref="EndSend"/>.</summary>
    protected abstract void StopSend();

    /// <summary>Some bytes have gone: the peer is alive.</summary>
    protected void NoteProgress(int count)
    {
        Outgoing.Advance(count);
        if (_sendStall != long.MaxValue && Outgoing.Remaining > 0)
        {
            // Read afresh: the time of the turn dates from before the wait that this progress has ended.
            _lastProgress = Loop.ReadClock();
        }
    }

    /// <summary>The send has ended: 0, or -errno. The kernel holds its buffers no longer.</summary>
    protected void EndSend(int result)
    {
        SendSource source = _send!;
        int total = Outgoing.Total;
        bool complete = Outgoing.Remaining == 0;
        ReturnCursor();
        if (result >= 0 && complete)
        {
            source.Finish(total);
        }
        else
        {
            source.FinishError(SendStopReason != Errno.None ? SendStopReason : result.ToErrno());
        }
    }

    private SendSource BeginSend(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        SendSource source = _send ??= new SendSource(this);
        source.Start(cancel);
        _outgoing = Loop.SpareCursors.TryPop(out SendCursor? spare) ? spare : new SendCursor();
        SendStopReason = Errno.None;
        return source;
    }

    /// <summary>What is to be sent is no memory any more, or too much: who awaits the send is told.</summary>
    private IoOperation<int> Refuse(SendSource source, Exception exception)
    {
        ReturnCursor();
        source.FinishException(exception);
        return source.Started;
    }

    private void ReturnCursor()
    {
        SendCursor cursor = Outgoing;
        _outgoing = null;
        cursor.Clear();
        Loop.SpareCursors.Push(cursor);
    }

    private IoOperation<int> PushNew(SendSource source)
    {
        if (Outgoing.Remaining == 0)
        {
            EndSend(0);
            return source.Started;
        }

        PushSend();
        if (_sendStall != long.MaxValue && source.IsPending)
        {
            _lastProgress = Loop.ReadClock();
            ArmSendTimer(_lastProgress + _sendStall);
        }

        return source.Started;
    }

    private void OnStallTimer()
    {
        if (!IsSendPending || SendStopReason != Errno.None)
        {
            return;
        }

        long deadline = _lastProgress + _sendStall;
        if (_sendStall == long.MaxValue || Loop.Now < deadline)
        {
            if (_sendStall != long.MaxValue)
            {
                ArmSendTimer(deadline);
            }
        }
        else
        {
            RequestStop(Errno.ETIMEDOUT);
        }
    }

    /// <summary>
    /// A timer left over from an earlier send fires early and looks again; one left over from a longer timeout must move. Rounded up to
    /// a sixteenth of the timeout at most, so that the timers that thousands of connections have left over fire together, and not each
    /// with a wake-up of its own.
    /// </summary>
    private void ArmSendTimer(long deadline)
    {
        StallTimer timer = _sendTimer ??= new StallTimer(this);
        long step = (long)BitOperations.RoundUpToPowerOf2((ulong)(_sendStall >> 5) | 1);
        deadline = deadline > long.MaxValue - step ? long.MaxValue : (deadline + step - 1) & -step;
        if (!timer.IsArmed || deadline < timer.ArmedFor)
        {
            timer.ArmedFor = deadline;
            Loop.Arm(timer, deadline);
        }
    }

    private void RequestStop(Errno reason)
    {
        if (SendStopReason == Errno.None)
        {
            SendStopReason = reason;
            StopSend();
        }
    }

    private sealed class StallTimer(StreamConnection connection) : TimerEntry
    {
        internal long ArmedFor;

        protected internal override void OnExpired() => connection.OnStallTimer();
    }

    private sealed class SendSource(StreamConnection connection) : IoSource<int>(connection.Loop)
    {
        internal IoOperation<int> Started => Operation;

        protected override string OperationName => "send";

        internal void Start(CancellationToken cancel) => Begin(cancel);

        protected override void OnCancel() => connection.RequestStop(Errno.ECANCELED);
    }
}
