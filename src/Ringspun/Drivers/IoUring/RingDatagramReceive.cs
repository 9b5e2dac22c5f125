using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>A receive of one datagram into the caller's memory.</summary>
internal sealed class RingDatagramReceive(RingDatagramSocket socket) : IoSource<Datagram>(socket.Loop), IRingTarget
{
    private readonly DatagramMessage _message = new();
    private int _capacity;
    private ulong _userData;
    private bool _stopped;
    private Errno _failure;

    protected override string OperationName => "recvmsg";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (result >= 0 && !socket.IsClosed)
        {
            // What came first counts; an error that was on its way here is for the next.
            socket.Hold(_failure);
            _message.Release();
            Finish(new Datagram(Math.Min(result, _capacity), result, _message.Peer));
        }
        else if (result.ToErrno() is Errno.EAGAIN or Errno.EINTR && !_stopped && !socket.IsClosed)
        {
            Submit();
        }
        else
        {
            _message.Release();
            FinishError(_failure != Errno.None ? _failure : result >= 0 ? Errno.ECANCELED : result.ToErrno());
        }

        socket.RequestEnded();
    }

    internal IoOperation<Datagram> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        IoOperation<Datagram> operation = Operation;
        Errno held = socket.TakeHeldError();
        if (held != Errno.None)
        {
            FinishError(held);
            return operation;
        }

        _stopped = false;
        _failure = Errno.None;
        _capacity = buffer.Length;
        _message.SetBuffer(buffer);
        Submit();
        return operation;
    }

    /// <summary>Ends the receive with an error, as soon as the kernel has let go of its buffer.</summary>
    internal bool TryFail(Errno errno)
    {
        if (_stopped || _failure != Errno.None)
        {
            return false;
        }

        _stopped = true;
        _failure = errno;
        socket.Cancel(_userData);
        return true;
    }

    protected override void OnCancel()
    {
        _stopped = true;
        socket.Cancel(_userData);
    }

    private void Submit()
    {
        _message.AskForPeer();
        ref SubmissionEntry entry = ref socket.Driver.NextEntry();

        // The result is the datagram's own length, even where it was cut.
        entry.PrepareReceiveMessage(socket.Descriptor, _message.Header, (uint)MessageFlags.TRUNC);
        entry.UserData = _userData = socket.Expect(this);
    }
}
