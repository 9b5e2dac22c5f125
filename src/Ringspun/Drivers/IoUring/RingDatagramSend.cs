using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>A send of one datagram.</summary>
internal sealed class RingDatagramSend(RingDatagramSocket socket) : IoSource<int>(socket.Loop), IRingTarget
{
    private readonly DatagramMessage _message = new();
    private ulong _userData;
    private bool _stopped;

    protected override string OperationName => "sendmsg";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        bool ends = _stopped || socket.IsClosed;
        if (!ends && (result.ToErrno() is Errno.EAGAIN or Errno.EINTR || socket.PassesOn(result)))
        {
            Submit();
        }
        else
        {
            _message.Release();
            if (result >= 0)
            {
                Finish(result);
            }
            else
            {
                FinishError(ends ? Errno.ECANCELED : result.ToErrno());
            }
        }

        socket.RequestEnded();
    }

    internal IoOperation<int> Start(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel)
    {
        Begin(cancel);
        _stopped = false;
        _message.SetBuffer(buffer);
        _message.SetPeer(peer);
        Submit();
        return Operation;
    }

    protected override void OnCancel()
    {
        _stopped = true;
        socket.Cancel(_userData);
    }

    private void Submit()
    {
        ref SubmissionEntry entry = ref socket.Driver.NextEntry();
        entry.PrepareSendMessage(socket.Descriptor, _message.Header, (uint)MessageFlags.NOSIGNAL);
        entry.UserData = _userData = socket.Expect(this);
    }
}
