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
        ref SubmissionEntry entry = ref _driver.NextEntry();
        if (Outgoing.IsGathered)
        {
            _vectors ??= _driver.RentVectors();
            nint message = _vectors.Describe(Outgoing);
            entry.PrepareSendMessage(Descriptor, message, (uint)MessageFlags.NOSIGNAL);
        }
        else if (MayZeroCopy())
        {
            entry.PrepareSendZeroCopy(Descriptor, (nint)Outgoing.Pointer, (uint)Outgoing.Length, (uint)MessageFlags.NOSIGNAL);
            _requests++;
            entry.UserData = sender.UserData = _driver.Expect(new ZeroCopySend(this, Outgoing.Held.Retain()));
            return;
        }
        else
        {
            entry.PrepareSend(Descriptor, (nint)Outgoing.Pointer, (uint)Outgoing.Length, (uint)MessageFlags.NOSIGNAL);
        }

        _requests++;
        entry.UserData = sender.UserData = _driver.Expect(sender);
    }

    protected override void StopSend()
    {
        _driver.RequestCancel(_sender!.UserData);
    }

    /// <summary>Only for chunks: they can be held until the notification, whenever that comes, while the fiber goes on.</summary>
    private bool MayZeroCopy() =>
        !_zeroCopyRefused && !Outgoing.Held.IsEmpty && _driver.ZeroCopyPays(Outgoing.Length);

    private void OnSent(int result)
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
        else if (SendStopReason == Errno.None && !IsClosed && result.ToErrno() is Errno.ENOMEM or Errno.EOPNOTSUPP && !_zeroCopyRefused)
        {
            // Locked memory is used up (RLIMIT_MEMLOCK) or the socket cannot: an ordinary send can.
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

    private void OnNotified(bool copied)
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
        }
    }

    private sealed class Sender(RingConnection connection) : IRingTarget
    {
        internal ulong UserData;

        public void OnCompletion(in CompletionEntry completion)
        {
            connection.OnSent(completion.Result);
            connection.RequestEnded();
        }
    }

    /// <summary>A send without a copy: completes with its result, then once more when the network has let go of the memory.</summary>
    private sealed class ZeroCopySend(RingConnection connection, Chunk held) : IRingTarget
    {
        public void OnCompletion(in CompletionEntry completion)
        {
            if (completion.IsNotification)
            {
                held.Release();
                connection.OnNotified(completion.WasCopied);
            }
            else
            {
                if (!completion.HasMore)
                {
                    held.Release();
                }

                connection.OnSent(completion.Result);
            }

            if (!completion.HasMore)
            {
                connection.RequestEnded();
            }
        }
    }
}
