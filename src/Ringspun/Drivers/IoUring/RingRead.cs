using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>One read at an offset, continued until its buffer is full or the file ends.</summary>
internal sealed unsafe class RingRead(IoUringDriver driver, RingFiles owner) : IoSource<int>(driver.Loop), IRingTarget
{
    private RingFile? _file;
    private PinnedBuffer _buffer;
    private int _done;
    private long _offset;
    private ulong _userData;

    protected override string OperationName => "read";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (result > 0)
        {
            _done += result;
            if (_done < _buffer.Length && !IsCancellationRequested)
            {
                Submit();
                return;
            }

            End(0);
        }
        else if (result.ToErrno() is Errno.EAGAIN or Errno.EINTR && !IsCancellationRequested)
        {
            Submit();
        }
        else
        {
            // A direct read that goes on behind a short one is no longer aligned: the short one was the file's end.
            End(result.ToErrno() == Errno.EINVAL && _done > 0 ? 0 : result);
        }
    }

    internal IoOperation<int> Start(RingFile file, Memory<byte> buffer, long offset, CancellationToken cancel)
    {
        Begin(cancel);
        _file = file;
        _done = 0;
        _offset = offset;
        _buffer.Set(buffer);

        IoOperation<int> operation = Operation;
        if (_buffer.Length == 0)
        {
            End(0);
        }
        else
        {
            Submit();
        }

        return operation;
    }

    protected override void OnTaken() => owner.Return(this);

    protected override void OnCancel()
    {
        driver.RequestCancel(_userData);
    }

    private void Submit()
    {
        ref SubmissionEntry entry = ref driver.NextEntry();
        entry.PrepareRead(_file!.Descriptor, (nint)_buffer.Pointer + _done, (uint)(_buffer.Length - _done), (ulong)(_offset + _done));
        entry.UserData = _userData = driver.Expect(this);
    }

    private void End(int result)
    {
        RingFile file = _file!;
        _file = null;
        _buffer.Release();
        if (IsCancellationRequested && _done < _buffer.Length)
        {
            FinishCanceled();
        }
        else if (result < 0)
        {
            FinishError(result.ToErrno());
        }
        else
        {
            Finish(_done);
        }

        file.ReadEnded();
    }
}
