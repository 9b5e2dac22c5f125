using System.Numerics;

namespace Ringspun;

/// <summary>A set of descriptors: a bit for each number.</summary>
internal sealed class DescriptorSet
{
    private const int Bits = 64;

    private ulong[] _words = new ulong[16];

    internal void Add(int descriptor)
    {
        int word = descriptor / Bits;
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        }

        _words[word] |= 1UL << (descriptor % Bits);
    }

    /// <returns>Whether it was in the set.</returns>
    internal bool Remove(int descriptor)
    {
        int word = descriptor / Bits;
        ulong bit = 1UL << (descriptor % Bits);
        if (word >= _words.Length || (_words[word] & bit) == 0)
        {
            return false;
        }

        _words[word] &= ~bit;
        return true;
    }

    /// <summary>Takes any descriptor out.</summary>
    internal bool TryTake(out int descriptor)
    {
        int word = Array.FindIndex(_words, static word => word != 0);
        descriptor = word < 0 ? -1 : (word * Bits) + BitOperations.TrailingZeroCount(_words[word]);
        return word >= 0 && Remove(descriptor);
    }
}
