using System.Numerics;

namespace Ringspun.Tcp.Retransmission;

/// <summary>Arrays for retransmission queues, kept for the next connection that has something outstanding.</summary>
internal sealed class SegmentStore
{
    /// <summary>The shortest array.</summary>
    public const int Least = 8;

    // 2^31 bytes in segments of 536 bytes are below 2^22 stretches.
    private const int Sizes = 20;

    private readonly Stack<SentSegment[]>[] _free = [.. Enumerable.Range(0, Sizes).Select(static _ => new Stack<SentSegment[]>())];

    /// <summary>An array of this length, which is a power of two from <see cref="Least"/> on.</summary>
    public SentSegment[] Rent(int length) => _free[Index(length)].TryPop(out SentSegment[]? array) ? array : new SentSegment[length];

    public void Return(SentSegment[] array) => _free[Index(array.Length)].Push(array);

    private static int Index(int length) => BitOperations.Log2((uint)length) - BitOperations.Log2(Least);
}
