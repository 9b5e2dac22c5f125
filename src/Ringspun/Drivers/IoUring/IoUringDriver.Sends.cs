namespace Ringspun;

/// <content>What the sends of all connections share.</content>
public sealed partial class IoUringDriver
{
    /// <summary>So many large sends in a row were copied by the kernel: it will not do better for the next connection either.</summary>
    private const int GiveUpAfterCopies = 16;

    private readonly Stack<SendVectors> _idleVectors = new();
    private int _copies;

    internal SendVectors RentVectors() => _idleVectors.TryPop(out SendVectors? vectors) ? vectors : new SendVectors();

    internal void ReturnVectors(SendVectors vectors)
    {
        if (_idleVectors.Count < 256)
        {
            _idleVectors.Push(vectors);
        }
        else
        {
            vectors.Dispose();
        }
    }

    internal bool ZeroCopyPays(int length) =>
        Options.ZeroCopyThreshold > 0 && length >= Options.ZeroCopyThreshold && _copies < GiveUpAfterCopies;

    internal void NoteCopied() => _copies++;
}
