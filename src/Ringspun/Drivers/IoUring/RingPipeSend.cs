using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>A pipe's send: one request for what the pipe has room for, until everything has gone.</summary>
internal sealed unsafe class RingPipeSend(RingPipeWriter writer) : PipeSend(writer.Driver.Loop), IRingTarget
{
    private const uint PollOut = 4;

    private SendVectors? _vectors;
    private ulong _userData;
    private bool _polling;

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (!_polling && result > 0)
        {
            Outgoing.Advance(result);
        }

        if (Outgoing.Remaining == 0)
        {
            End(0);
        }
        else if (IsStopped || writer.IsClosed)
        {
            End(-(int)Errno.ECANCELED);
        }
        else if (result >= 0)
        {
            Push();
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

        writer.RequestEnded();
    }

    protected override void Push()
    {
        _polling = false;
        ref SubmissionEntry entry = ref writer.Driver.NextEntry();
        if (Outgoing.IsGathered)
        {
            _vectors ??= writer.Driver.RentVectors();
            nint vectors = _vectors.DescribeVectors(Outgoing, out int count);
            entry.PrepareWriteVector(writer.Descriptor, vectors, (uint)count, SubmissionEntry.CurrentPosition);
        }
        else
        {
            entry.PrepareWrite(writer.Descriptor, (nint)Outgoing.Pointer, (uint)Outgoing.Length, SubmissionEntry.CurrentPosition);
        }

        entry.UserData = _userData = writer.Expect(this);
    }

    protected override void Stop() => writer.Cancel(_userData);

    private void Poll()
    {
        _polling = true;
        ref SubmissionEntry entry = ref writer.Driver.NextEntry();
        entry.PreparePollAdd(writer.Descriptor, PollOut);
        entry.UserData = _userData = writer.Expect(this);
    }

    private void End(int result)
    {
        if (_vectors is not null)
        {
            writer.Driver.ReturnVectors(_vectors);
            _vectors = null;
        }

        EndSend(result);
    }
}
