using System.Numerics;
using Ringspun.Linux;

namespace Ringspun.Cli.Echoing;

/// <summary>
/// The beginning of a line whose newline has not come. Copied, so that a client that sends byte by byte does not hold a receive buffer for each
/// of them; without one there is no memory.
/// </summary>
internal struct HeldLine
{
    private Chunk _chunk;

    /// <summary>The bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>Adds what has come.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="shortLines">Memory for lines as people type them.</param>
    public void Append(ReadOnlySpan<byte> bytes, ChunkPool shortLines)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        int needed = Length + bytes.Length;
        if (needed > _chunk.Length)
        {
            // Doubled, so that a long line in many pieces is copied a constant number of times.
            Chunk larger = needed <= shortLines.ChunkSize
                ? shortLines.Rent()
                : NativeChunk.Allocate((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)needed), Array.MaxLength));
            _chunk.Span[..Length].CopyTo(larger.Span);
            _chunk.Release();
            _chunk = larger;
        }

        bytes.CopyTo(_chunk.Span[Length..]);
        Length = needed;
    }

    /// <summary>Takes the bytes out; the caller releases the chunk.</summary>
    public Chunk Take()
    {
        Chunk line = _chunk.Slice(0, Length);
        this = default;
        return line;
    }

    /// <summary>Drops the bytes.</summary>
    public void Clear() => Take().Release();
}
