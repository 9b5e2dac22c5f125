using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// A pipe's receive into the caller's memory, which the kernel fills itself. The request tries at once and waits only if it must: a system call that
/// tries before it costs more than it saves.
/// </summary>
internal sealed unsafe class RingPipeReceive(RingPipeReader reader) : IoSource<int>(reader.Driver.Loop), IRingTarget
{
    private const uint PollIn = 1;

    private PinnedBuffer _buffer;
    private ulong _userData;
    private bool _polling;
    private bool _stopped;

    protected override string OperationName => "read";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (_stopped || reader.IsClosed)
        {
            // Bytes that came first are delivered: nothing is lost by a cancellation.
            End(_polling || result < 0 || reader.IsClosed ? -(int)Errno.ECANCELED : result);
        }
        else if (_polling && result >= 0)
        {
            reader.AwaitsWriter = false;
            Submit();
        }
        else if (!_polling && result.ToErrno() is Errno.EAGAIN or Errno.EINTR)
        {
            // Somebody has set O_NONBLOCK on the pipe.
            Poll();
        }
        else
        {
            End(result);
        }

        reader.RequestEnded();
    }

    internal IoOperation<int> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        _stopped = false;
        _buffer.Set(buffer);

        if (reader.AwaitsWriter)
        {
            Poll();
        }
        else
        {
            Submit();
        }

        return Operation;
    }

    protected override void OnCancel()
    {
        _stopped = true;
        reader.Cancel(_userData);
    }

    private void Submit()
    {
        _polling = false;
        ref SubmissionEntry entry = ref reader.Driver.NextEntry();
        entry.PrepareRead(reader.Descriptor, (nint)_buffer.Pointer, (uint)_buffer.Length, SubmissionEntry.CurrentPosition);
        entry.UserData = _userData = reader.Expect(this);
    }

    private void Poll()
    {
        _polling = true;
        ref SubmissionEntry entry = ref reader.Driver.NextEntry();
        entry.PreparePollAdd(reader.Descriptor, PollIn);
        entry.UserData = _userData = reader.Expect(this);
    }

    private void End(int result)
    {
        _buffer.Release();
        if (result >= 0)
        {
            Finish(result);
        }
        else
        {
            FinishError(result.ToErrno());
        }
    }
}
