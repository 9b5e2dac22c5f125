using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// A pipe's receive into a buffer of the loop's, which the kernel picks when there is something to put into it. Where all of them are in use, and whoever
/// holds them may do so for long, what comes gets a buffer of its own; while nothing comes, no memory is held.
/// </summary>
internal sealed class RingPipeLease(RingPipeReader reader) : IoSource<Chunk>(reader.Driver.Loop), IRingTarget
{
    private const uint PollIn = 1;

    private ulong _userData;
    private Chunk _ownBuffer;
    private bool _polling;
    private bool _wantsOwnBuffer;
    private bool _stopped;

    protected override string OperationName => "read";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        Chunk chunk = TakeBuffer(completion);
        bool ends = _stopped || reader.IsClosed;
        if (!_polling && result > 0 && !reader.IsClosed)
        {
            Finish(chunk);
        }
        else if (ends)
        {
            chunk.Release();
            FinishCanceled();
        }
        else if (_polling && result >= 0)
        {
            reader.AwaitsWriter = false;
            Go();
        }
        else
        {
            chunk.Release();
            OnNothing(result);
        }

        reader.RequestEnded();
    }

    internal IoOperation<Chunk> Start(CancellationToken cancel)
    {
        Begin(cancel);
        _stopped = false;
        _wantsOwnBuffer = false;
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

    private Chunk TakeBuffer(in CompletionEntry completion)
    {
        int length = Math.Max(completion.Result, 0);
        if (completion.HasBuffer)
        {
            return reader.Driver.ReceiveBuffers.Take(completion.BufferId, length);
        }

        Chunk own = _ownBuffer;
        _ownBuffer = Chunk.Empty;
        return own.IsEmpty ? own : own.Slice(0, length);
    }

    private void OnNothing(int result)
    {
        switch (result.ToErrno())
        {
            case Errno.None:
                Finish(Chunk.Empty);
                break;
            case Errno.ENOBUFS when reader.Driver.ReceiveBuffers.TryReplenish():
                Submit();
                break;
            case Errno.ENOBUFS:
                _wantsOwnBuffer = true;
                Poll();
                break;
            case Errno.EAGAIN or Errno.EINTR when !_polling:
                // Somebody has set O_NONBLOCK on the pipe.
                Poll();
                break;
            default:
                FinishError(result.ToErrno());
                break;
        }
    }

    /// <summary>There is something to read.</summary>
    private void Go()
    {
        if (_wantsOwnBuffer && !reader.Driver.ReceiveBuffers.TryReplenish())
        {
            SubmitWithOwnBuffer();
        }
        else
        {
            Submit();
        }
    }

    private unsafe void SubmitWithOwnBuffer()
    {
        _polling = false;
        _ownBuffer = NativeChunk.Allocate(reader.Driver.Options.ReceiveBufferSize);
        ref SubmissionEntry entry = ref reader.Driver.NextEntry();
        entry.PrepareRead(reader.Descriptor, (nint)_ownBuffer.Pointer, (uint)_ownBuffer.Length, SubmissionEntry.CurrentPosition);
        entry.UserData = _userData = reader.Expect(this);
    }

    private void Submit()
    {
        _polling = false;
        ref SubmissionEntry entry = ref reader.Driver.NextEntry();
        entry.PrepareRead(reader.Descriptor, 0, (uint)reader.Driver.Options.ReceiveBufferSize, SubmissionEntry.CurrentPosition);
        entry.Flags |= SubmissionFlags.BufferSelect;
        entry.BufferGroup = reader.Driver.ReceiveBuffers.Group;
        entry.UserData = _userData = reader.Expect(this);
    }

    private void Poll()
    {
        _polling = true;
        ref SubmissionEntry entry = ref reader.Driver.NextEntry();
        entry.PreparePollAdd(reader.Descriptor, PollIn);
        entry.UserData = _userData = reader.Expect(this);
    }
}
