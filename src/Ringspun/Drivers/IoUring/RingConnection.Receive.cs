using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Receiving.</content>
internal sealed unsafe partial class RingConnection
{
    private readonly Receiver _receiver;
    private FilledQueue _filled;
    private bool _armed;
    private bool _held;

    // The armed receive may fill several buffers at once, and ends when it has filled its share.
    private bool _armedForBundles;

    // The armed receive looks for a buffer only when data is there: should it find none, the data needs a place at once.
    private bool _armedForData;

    // Where the armed receive puts what comes, when it uses none of the loop's buffers.
    private Chunk _ownBuffer;

    // How the stream ended, once what was received before has been taken: 0 or -errno; 1 while it goes on.
    private int _ending = 1;

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
        int copied = _filled.Read(buffer);
        if (copied > 0)
        {
            AfterTake();
            return copied;
        }

        return _ending <= 0 ? _ending : -(int)Errno.EAGAIN;
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
        if (!_armed && !_held && _ending > 0 && !IsClosed)
        {
            ArmReceive(TransferFlags.None);
        }
    }

    private void ArmReceive(TransferFlags flags)
    {
        _armed = true;
        _armedForData = flags == TransferFlags.PollFirst;
        _armedForBundles = _driver.BundlesReceives;
        _requests++;
        ref SubmissionEntry entry = ref _driver.NextEntry();
        if (_armedForBundles)
        {
            // A large message comes in one go then, and a sender that is too fast is stopped without having to be cancelled.
            uint share = (uint)(_driver.Options.ReceiveBuffersPerConnection * _driver.Options.ReceiveBufferSize);
            entry.PrepareReceiveBundles(Descriptor, _driver.ReceiveBuffers.Group, share, flags);
        }
        else
        {
            entry.PrepareReceiveMultishot(Descriptor, _driver.ReceiveBuffers.Group, transfer: flags);
        }

        entry.UserData = _receiver.UserData = _driver.Expect(_receiver);
    }

    /// <summary>
    /// All of the loop's buffers are in use: whoever holds them may do so for long, and the other connections must not wait for it. Data gets
    /// a buffer of its own then, one per connection, and a connection without data gets none.
    /// </summary>
    private void ArmWithoutSharedBuffer()
    {
        if (!_armedForData)
        {
            ArmReceive(TransferFlags.PollFirst);
            return;
        }

        _armed = true;
        _armedForData = false;
        _armedForBundles = false;
        _requests++;
        _ownBuffer = NativeChunk.Allocate(_driver.Options.ReceiveBufferSize);
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PrepareReceive(Descriptor, (nint)_ownBuffer.Pointer, (uint)_ownBuffer.Length);
        entry.UserData = _receiver.UserData = _driver.Expect(_receiver);
    }

    private void OnReceived(in CompletionEntry completion)
    {
        int result = completion.Result;
        int most = _driver.Options.ReceiveBuffersPerConnection;
        if (completion.HasBuffer)
        {
            KeepBuffers(completion.BufferId, result);
        }
        else if (!_ownBuffer.IsEmpty)
        {
            Chunk own = _ownBuffer;
            _ownBuffer = Chunk.Empty;
            Keep(own.Slice(0, Math.Max(result, 0)), result);
            most = 1;
        }

        if (result == 0)
        {
            _ending = 0;
        }
        else if (_armedForBundles && result.ToErrno() == Errno.EINVAL)
        {
            // An older kernel: the next receive goes without.
            _driver.BundlesReceives = false;
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
            RearmAfter(result, most);
        }

        PumpReceive();
    }

    /// <summary>The buffers of one completion: all but the last are full.</summary>
    private void KeepBuffers(ushort first, int result)
    {
        ReceiveBuffers buffers = _driver.ReceiveBuffers;
        int size = _driver.Options.ReceiveBufferSize;
        ushort buffer = first;
        int left = Math.Max(result, 0);
        while (left > size)
        {
            ushort next = buffers.After(buffer);
            Keep(buffers.Take(buffer, size), result);
            buffer = next;
            left -= size;
        }

        Keep(buffers.Take(buffer, left), result);
    }

    /// <summary>A buffer may come with an ended stream or to a closed connection as well; it goes straight back then.</summary>
    private void Keep(Chunk chunk, int result)
    {
        if (result > 0 && !IsClosed)
        {
            _filled.Enqueue(chunk);
        }
        else
        {
            chunk.Release();
        }
    }

    private void RearmAfter(int result, int most)
    {
        if (IsClosed || _ending <= 0)
        {
            return;
        }

        if (_filled.Count >= most)
        {
            _held = true;
        }
        else if (result.ToErrno() == Errno.ENOBUFS && !_driver.ReceiveBuffers.TryReplenish())
        {
            ArmWithoutSharedBuffer();
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

    private sealed class Receiver(RingConnection connection) : IRingTarget
    {
        internal ulong UserData;

        public void OnCompletion(in CompletionEntry completion) => connection.OnReceived(completion);
    }
}
