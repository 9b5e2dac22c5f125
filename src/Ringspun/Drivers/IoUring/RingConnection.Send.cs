using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Sending.</content>
internal sealed unsafe partial class RingConnection
{
    private Sender? _sender;
    private SendVectors? _vectors;
    private bool _zeroCopyRefused;

    protected override void PushSend()
    {
        Sender sender = _sender ??= new Sender(this);
        bool zeroCopy = MayZeroCopy();
        ref SubmissionEntry entry = ref _driver.NextEntry();
        const uint flags = (uint)MessageFlags.NOSIGNAL;
        if (Outgoing.IsGathered)
        {
            _vectors ??= _driver.RentVectors();
            nint message = _vectors.Describe(Outgoing);
            if (zeroCopy)
            {
                entry.PrepareSendMessageZeroCopy(Descriptor, message, flags);
            }
            else
            {
                entry.PrepareSendMessage(Descriptor, message, flags);
            }
        }
        else if (zeroCopy)
        {
            entry.PrepareSendZeroCopy(Descriptor, (nint)Outgoing.Pointer, (uint)Outgoing.Length, flags);
        }
        else
        {
            entry.PrepareSend(Descriptor, (nint)Outgoing.Pointer, (uint)Outgoing.Length, flags);
        }

        _requests++;
        entry.UserData = sender.UserData = _driver.Expect(zeroCopy ? _driver.RentZeroCopySend(this, Outgoing) : sender);
    }

    protected override void StopSend()
    {
        _driver.RequestCancel(_sender!.UserData);
    }

    /// <summary>Only for sealed chunks: they can be held until the notification, whenever that comes, while the fiber goes on.</summary>
    private bool MayZeroCopy() =>
        !_zeroCopyRefused && _driver.ZeroCopyPays(Outgoing.Remaining) && Outgoing.IsSealed;

    internal void OnSent(int result, bool zeroCopy)
    {
        if (result > 0)
        {
            NoteProgress(result);
            if (Outgoing.Remaining == 0)
            {
                FinishSend(0);
            }
            else if (SendStopReason != Errno.None || IsClosed)
            {
                FinishSend(-(int)Errno.ECANCELED);
            }
            else
            {
                PushSend();
            }
        }
        else if (SendStopReason == Errno.None && !IsClosed && result.ToErrno() is Errno.EAGAIN or Errno.EINTR)
        {
            PushSend();
        }
        else if (zeroCopy && SendStopReason == Errno.None && !IsClosed && result.ToErrno() is Errno.ENOMEM or Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            // Locked memory is used up (RLIMIT_MEMLOCK), or the socket or the kernel cannot: an ordinary send can.
            _zeroCopyRefused = true;
            PushSend();
        }
        else
        {
            FinishSend(result);
        }
    }

    private void FinishSend(int result)
    {
        if (_vectors is not null)
        {
            _driver.ReturnVectors(_vectors);
            _vectors = null;
        }

        EndSend(result);
    }

    internal void OnNotified(bool copied)
    {
        if (copied)
        {
            // Loopback and veth always copy: asking again would only cost the notification.
            ZeroCopyCopied++;
            _zeroCopyRefused = true;
            _driver.NoteCopied();
        }
        else
        {
            ZeroCopySent++;
            _driver.NoteNotCopied();
        }
    }

    private sealed class Sender(RingConnection connection) : IRingTarget
    {
        internal ulong UserData;

        public void OnCompletion(in CompletionEntry completion)
        {
            connection.OnSent(completion.Result, zeroCopy: false);
            connection.RequestEnded();
        }
    }
}
