using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <content>Sending.</content>
internal sealed unsafe partial class EpollConnection
{
    /// <summary>One call copies no more, so that it stays well within a turn.</summary>
    private const int MaximumSend = 512 * 1024;

    private const int MaximumVectors = 128;

    private bool _writable = true;

    protected override void PushSend()
    {
        while (_writable)
        {
            if (!_driver.TrySpend())
            {
                Defer();
                return;
            }

            int sent = SendOnce(out int asked);
            if (sent == -(int)Errno.EAGAIN)
            {
                _writable = false;
                break;
            }

            if (sent < 0)
            {
                EndSend(sent);
                return;
            }

            _driver.Charge(sent);
            NoteProgress(sent);
            if (Outgoing.Remaining == 0)
            {
                EndSend(0);
                return;
            }

            // The socket's buffer is full; that it has room again will be an edge (epoll(7)).
            _writable = sent == asked;
        }

        int result = EnsureRegistered();
        if (result < 0)
        {
            EndSend(result);
        }
    }

    // The kernel copies: it never holds on to the caller's memory.
    protected override void StopSend() => EndSend(-(int)Errno.ECANCELED);

    [SkipLocalsInit]
    private int SendOnce(out int asked)
    {
        if (!Outgoing.IsGathered)
        {
            asked = Math.Min(Outgoing.Length, MaximumSend);
            return Sockets.Send(Descriptor, Outgoing.Pointer, asked, MessageFlags.NOSIGNAL);
        }

        IoVector* vectors = stackalloc IoVector[MaximumVectors];
        int count = Outgoing.Fill(vectors, MaximumVectors);
        asked = 0;
        for (int i = 0; i < count; i++)
        {
            int length = (int)vectors[i].Length;
            if (length >= MaximumSend - asked)
            {
                vectors[i].Length = (nuint)(MaximumSend - asked);
                count = i + 1;
                asked = MaximumSend;
                break;
            }

            asked += length;
        }

        return Sockets.SendMessage(Descriptor, vectors, count, MessageFlags.NOSIGNAL);
    }
}
