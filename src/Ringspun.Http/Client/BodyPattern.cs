namespace Ringspun.Http;

/// <summary>Bytes to look for in bodies that come piece by piece (the algorithm of Knuth, Morris and Pratt). Immutable; any thread.</summary>
public sealed class BodyPattern
{
    private readonly byte[] _bytes;

    // For each length of a match: the longest shorter match that ends at the same byte.
    private readonly int[] _fallback;

    /// <summary>Prepares the search.</summary>
    /// <param name="bytes">What to look for; not empty.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public BodyPattern(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("There must be something to look for.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        _fallback = new int[bytes.Length + 1];
        for (int length = 1; length < bytes.Length; length++)
        {
            _fallback[length + 1] = Step(_fallback[length], bytes[length]);
        }
    }

    /// <summary>The length of what is looked for.</summary>
    public int Length => _bytes.Length;

    /// <summary>Goes on with the search.</summary>
    /// <param name="matched">How many bytes of the pattern the body so far ends with: what the last call returned; 0 at the beginning.</param>
    /// <param name="bytes">The body's next bytes.</param>
    /// <returns>How many bytes of the pattern it ends with now; <see cref="Length"/> when the whole pattern was seen anywhere.</returns>
    public int Advance(int matched, ReadOnlySpan<byte> bytes)
    {
        int position = 0;

        // First what a piece before has begun; then the middle, at the speed of a vector search; then what this piece begins.
        while (matched > 0 && matched < Length && position < bytes.Length)
        {
            matched = Step(matched, bytes[position++]);
        }

        if (matched == Length || position == bytes.Length)
        {
            return matched;
        }

        if (bytes[position..].IndexOf(_bytes) >= 0)
        {
            return Length;
        }

        for (position = Math.Max(position, bytes.Length - Length + 1); position < bytes.Length; position++)
        {
            matched = Step(matched, bytes[position]);
        }

        return matched;
    }

    private int Step(int matched, byte next)
    {
        while (matched > 0 && _bytes[matched] != next)
        {
            matched = _fallback[matched];
        }

        return _bytes[matched] == next ? matched + 1 : matched;
    }
}
