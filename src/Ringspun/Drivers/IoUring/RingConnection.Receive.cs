using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Receiving.</content>
internal sealed partial class RingConnection
{
    private readonly Receiver _receiver;
    private FilledQueue _filled;
    private bool _armed;
    private bool _held;
    private bool _starving;

    // How the stream ended, once what was received before has been taken: 0 or -errno; 1 while it goes on.
    private int _ending = 1;

    public bool ResumeReceiving()
    {
        _starving = false;
        if (IsClosed)
        {
            return false;
        }

        ArmReceive();
        return true;
    }

    protected override int TryLease(out Chunk chunk)
    {
        if (_filled.TryDequeue(out chunk))
        {
            AfterTake();
            return chunk.Length;
        }

        return _ending <= 0 ? _ending : -(int)Errno.EAGAIN;
    }

    protected override int TryReceive(Span<byte> buffer)
    {
        int copied = 0;
        while (copied < buffer.Length && _filled.TryPeek(out Chunk chunk))
        {
            int count = Math.Min(chunk.Length, buffer.Length - copied);
            chunk.Span[..count].CopyTo(buffer[copied..]);
            copied += count;
            if (_filled.Consume(count))
            {
                chunk.Release();
                AfterTake();
            }
        }

        return copied > 0 ? copied
            : _ending <= 0 ? _ending
            : -(int)Errno.EAGAIN;
    }

    protected override void AwaitReceive() => ArmReceive();

    private void AfterTake()
    {
        if (_held && _filled.Count == 0)
        {
            _held = false;
            ArmReceive();
        }
    }

    private void ArmReceive()
    {
        if (_armed || _held || _starving || _ending <= 0 || IsClosed)
        {
            return;
        }

        _armed = true;
        _requests++;
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PrepareReceiveMultishot(Descriptor, _driver.ReceiveBuffers.Group);
        entry.UserData = _receiver.UserData = _driver.Expect(_receiver);
    }

    private void OnReceived(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (completion.HasBuffer)
        {
            // A buffer may come with an ended stream as well; it goes straight back then.
            Chunk chunk = _driver.ReceiveBuffers.Take(completion.BufferId, Math.Max(result, 0));
            if (result > 0 && !IsClosed)
            {
                _filled.Enqueue(chunk);
            }
            else
            {
                chunk.Release();
            }
        }

        if (result == 0)
        {
            _ending = 0;
        }
        else if (result < 0 && result.ToErrno() is not (Errno.ENOBUFS or Errno.ECANCELED or Errno.EINTR or Errno.EAGAIN))
        {
            _ending = result;
        }

        if (completion.HasMore)
        {
            HoldIfFull();
        }
        else
        {
            _armed = false;
            RequestEnded();
            RearmAfter(result);
        }

        PumpReceive();
    }

    private void RearmAfter(int result)
    {
        if (IsClosed || _ending <= 0)
        {
            return;
        }

        if (result.ToErrno() == Errno.ENOBUFS && !_driver.ReceiveBuffers.Replenish(this))
        {
            _starving = true;
        }
        else if (_filled.Count >= _driver.Options.ReceiveBuffersPerConnection)
        {
            _held = true;
        }
        else
        {
            ArmReceive();
        }
    }

    /// <summary>A receive that fills buffers faster than they are read is stopped, and armed again when they have been.</summary>
    private void HoldIfFull()
    {
        if (!_held && _filled.Count >= _driver.Options.ReceiveBuffersPerConnection)
        {
            _held = true;
            _driver.RequestCancel(_receiver.UserData);
        }
    }

    private void DropFilled()
    {
        while (_filled.TryDequeue(out Chunk chunk))
        {
            chunk.Release();
        }
    }

    private sealed class Receiver(RingConnection connection) : IRingTarget
    {
        internal ulong UserData;

        public void OnCompletion(in CompletionEntry completion) => connection.OnReceived(completion);
    }
}
