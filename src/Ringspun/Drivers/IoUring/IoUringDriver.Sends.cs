namespace Ringspun;

/// <content>What the sends of all connections share.</content>
public sealed partial class IoUringDriver
{
    /// <summary>So many large sends in a row were copied by the kernel: it will not do better for the next connection either.</summary>
    private const int GiveUpAfterCopies = 16;

    /// <summary>But one may come by another device: now and then a send tries again.</summary>
    private const int TryAgainAfterSends = 1024;

    private const int MostIdle = 256;

    private readonly Stack<SendVectors> _idleVectors = new();
    private readonly Stack<ZeroCopySend> _idleZeroCopySends = new();
    private int _copies;
    private uint _sendsSinceTry;

    internal SendVectors RentVectors() => _idleVectors.TryPop(out SendVectors? vectors) ? vectors : new SendVectors();

    internal void ReturnVectors(SendVectors vectors)
    {
        if (_idleVectors.Count < MostIdle)
        {
            _idleVectors.Push(vectors);
        }
        else
        {
            vectors.Dispose();
        }
    }

    internal ZeroCopySend RentZeroCopySend(RingConnection connection, SendCursor outgoing)
    {
        ZeroCopySend send = _idleZeroCopySends.TryPop(out ZeroCopySend? idle) ? idle : new ZeroCopySend(this);
        send.Begin(connection, outgoing);
        return send;
    }

    internal void ReturnZeroCopySend(ZeroCopySend send)
    {
        if (_idleZeroCopySends.Count < MostIdle)
        {
            _idleZeroCopySends.Push(send);
        }
    }

    internal bool ZeroCopyPays(int length)
    {
        if (Options.ZeroCopyThreshold <= 0 || length < Options.ZeroCopyThreshold)
        {
            return false;
        }

        return _copies < GiveUpAfterCopies || ++_sendsSinceTry % TryAgainAfterSends == 0;
    }

    internal void NoteCopied() => _copies++;

    internal void NoteNotCopied() => _copies = 0;
}
