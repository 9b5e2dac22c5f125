using System.Numerics;

namespace Ringspun.Bench.Measuring;

/// <summary>Durations counted in fixed memory: 64 classes for each power of two, so that a quantile is off by less than a fiftieth.</summary>
internal sealed class LatencyCounts
{
    private const int ClassBits = 6;
    private readonly long[] _counts = new long[(64 - ClassBits + 1) << ClassBits];

    public long Total { get; private set; }

    /// <summary>Counts one duration.</summary>
    public void Add(long nanoseconds)
    {
        _counts[ClassOf((ulong)Math.Max(0, nanoseconds))]++;
        Total++;
    }

    /// <summary>What a part of all durations does not exceed, in nanoseconds; 0 where there are none.</summary>
    public double Quantile(double part)
    {
        long left = (long)Math.Ceiling(Total * part);
        for (int i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0 && Total > 0)
            {
                return MiddleOf(i);
            }
        }

        return 0;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(LatencyCounts other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Total += other.Total;
    }

    private static int ClassOf(ulong value)
    {
        if (value < 1 << ClassBits)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2(value) - ClassBits;
        return ((shift + 1) << ClassBits) + (int)(value >> shift) - (1 << ClassBits);
    }

    private static double MiddleOf(int index)
    {
        int shift = (index >> ClassBits) - 1;
        return shift < 0 ? index : (((index & ((1 << ClassBits) - 1)) | (1 << ClassBits)) + 0.5) * Math.Pow(2, shift);
    }
}
