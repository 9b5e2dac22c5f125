using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>A pipe's receive into a buffer of the loop's, which the kernel picks when there is something to put into it.</summary>
internal sealed class RingPipeLease(RingPipeReader reader) : IoSource<Chunk>(reader.Driver.Loop), IRingTarget
{
    private const uint PollIn = 1;

    private ulong _userData;
    private bool _polling;
    private bool _starving;
    private bool _stopped;

    protected override string OperationName => "read";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        Chunk chunk = completion.HasBuffer ? reader.Driver.ReceiveBuffers.Take(completion.BufferId, Math.Max(result, 0)) : Chunk.Empty;
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
            Submit();
        }
        else
        {
            chunk.Release();
            OnNothing(result);
        }

        reader.RequestEnded();
    }

    /// <summary>There is a buffer again.</summary>
    /// <returns>Whether it is still wanted.</returns>
    internal bool ResumeReceiving()
    {
        if (!_starving)
        {
            return false;
        }

        _starving = false;
        Submit();
        return true;
    }

    internal IoOperation<Chunk> Start(CancellationToken cancel)
    {
        Begin(cancel);
        _stopped = false;
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

    /// <summary>The reader is closed while no request is under way.</summary>
    internal void EndStarving()
    {
        if (_starving)
        {
            _starving = false;
            FinishCanceled();
        }
    }

    protected override void OnCancel()
    {
        _stopped = true;
        if (_starving)
        {
            EndStarving();
        }
        else
        {
            reader.Cancel(_userData);
        }
    }

    private void OnNothing(int result)
    {
        switch (result.ToErrno())
        {
            case Errno.None:
                Finish(Chunk.Empty);
                break;
            case Errno.ENOBUFS when reader.Driver.ReceiveBuffers.TryReplenish(this):
                Submit();
                break;
            case Errno.ENOBUFS:
                _starving = true;
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
