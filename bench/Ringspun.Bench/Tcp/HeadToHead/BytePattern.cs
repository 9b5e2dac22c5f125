using Ringspun.Linux;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The bytes of a bulk transfer: the same sequence over and over, so that every byte's place can be told and checked.</summary>
internal sealed class BytePattern
{
    /// <summary>The most bytes that are sent or received at once.</summary>
    public const int Piece = 256 * 1024;

    // Not a multiple of a buffer's or a segment's size, so that bytes out of place by one are seen.
    private const int Period = 200_003;

    private readonly Chunk _bytes = NativeChunk.Allocate(Period + Piece);

    public BytePattern()
    {
        Span<byte> bytes = _bytes.Span;
        new Random(1).NextBytes(bytes[..Period]);
        for (int at = Period; at < bytes.Length; at++)
        {
            bytes[at] = bytes[at - Period];
        }

        _bytes.Seal();
    }

    /// <summary>The bytes from a position of the stream on.</summary>
    public Chunk At(long position) => _bytes.Slice((int)(position % Period), Piece);

    /// <summary>Whether bytes belong to a position of the stream.</summary>
    public bool Matches(long position, ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_bytes.Span.Slice((int)(position % Period), bytes.Length));
}
