using System.Numerics;

namespace Ringspun.Cli.Load.Histograms;

/// <summary>
/// How often each length of time was measured: from 1 ns to 39 hours within 0.1 %, in memory whose size does not depend on what is
/// recorded. One thread records; histograms of several threads are added up afterwards, and nothing is lost by that.
/// </summary>
/// <remarks>
/// <para>
/// The layout is that of a floating-point number: every octave (from a power of two to the next) is cut into 1024 steps of equal width. A
/// step is 1/1024 of the octave's lower end at most, so a value is known to 0.098 %; below 2048 ns every nanosecond has its own step. The
/// octaves up to 2^47 ns make 38,912 counters, 304 KiB. One finds the counter by a count of leading zeros and a shift, without a branch.
/// </para>
/// <para>
/// Nanoseconds, because they cost no more: microseconds would save ten octaves (80 KiB that nobody touches) and lose the shape of anything
/// that is answered in ten microseconds. 1024 steps, because 512 would break the promise of 0.1 %.
/// </para>
/// <para>
/// Least and greatest value and the sum are kept exactly. They also bound the counters in use, so that adding and clearing touch those only.
/// </para>
/// <para>
/// A histogram cannot make up for a caller that did not measure while the server stood still (coordinated omission). The load generator
/// needs no such correction: it measures from the time at which a request was due, sent or not.
/// </para>
/// </remarks>
internal sealed class Histogram
{
    /// <summary>Steps of an octave.</summary>
    public const int StepsPerOctave = 1 << StepBits;

    /// <summary>The longest time that is told from longer ones, in nanoseconds (39 hours); longer ones count as this, except in <see cref="Max"/>.</summary>
    public const long Highest = (1L << ValueBits) - 1;

    /// <summary>The number of steps.</summary>
    public const int StepCount = ((ValueBits - StepBits - 1) << StepBits) + (StepsPerOctave * 2);

    private const int StepBits = 10;
    private const int ValueBits = 47;
    private const long ExactBelow = StepsPerOctave * 2;

    private readonly long[] _counts = new long[StepCount];

    // Two halves: adding to a UInt128 in memory is the slower way.
    private ulong _sumLow;
    private ulong _sumHigh;
    private long _total;
    private long _min = long.MaxValue;
    private long _max;

    /// <summary>How many values were recorded.</summary>
    public long Total => _total;

    /// <summary>The sum of all values in nanoseconds, exactly.</summary>
    public UInt128 Sum => new(_sumHigh, _sumLow);

    /// <summary>The least value, exactly, in nanoseconds; 0 when there is none.</summary>
    public long Min => _total == 0 ? 0 : _min;

    /// <summary>The greatest value, exactly, in nanoseconds; 0 when there is none.</summary>
    public long Max => _max;

    /// <summary>The mean in nanoseconds; 0 when there are no values.</summary>
    public double Mean => _total == 0 ? 0 : (double)Sum / _total;

    /// <summary>The standard deviation in nanoseconds, from the middles of the steps; 0 when there are no values.</summary>
    public double StandardDeviation
    {
        get
        {
            double mean = Mean;
            double squares = 0;
            foreach (StepCounter step in Steps())
            {
                double distance = ((LowestOf(step.Step) + HighestOf(step.Step)) / 2.0) - mean;
                squares += distance * distance * step.Count;
            }

            return _total == 0 ? 0 : Math.Sqrt(squares / _total);
        }
    }

    /// <summary>Counts one value.</summary>
    /// <param name="nanoseconds">A length of time; below 0 counts as 0.</param>
    public void Record(long nanoseconds)
    {
        long value = Math.Max(nanoseconds, 0);
        _counts[StepOf(value)]++;
        _total++;
        _sumLow += (ulong)value;
        if (_sumLow < (ulong)value)
        {
            _sumHigh++;
        }

        // Seldom true, so branches that are not taken: cheaper than two stores.
        if (value < _min)
        {
            _min = value;
        }

        if (value > _max)
        {
            _max = value;
        }
    }

    /// <summary>Adds what another histogram has counted; the result is as if all had been recorded here.</summary>
    public void Add(Histogram other)
    {
        if (other._total == 0)
        {
            return;
        }

        for (int step = StepOf(other._min), last = StepOf(other._max); step <= last; step++)
        {
            _counts[step] += other._counts[step];
        }

        _total += other._total;
        SetSum(Sum + other.Sum);
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>Forgets everything; the memory stays.</summary>
    public void Clear()
    {
        if (_total == 0)
        {
            return;
        }

        int first = StepOf(_min);
        Array.Clear(_counts, first, StepOf(_max) - first + 1);
        _total = 0;
        SetSum(0);
        _min = long.MaxValue;
        _max = 0;
    }

    /// <summary>
    /// The time within which the given share of the values lies, in nanoseconds: the upper end of its step, so that it is never
    /// flattering, and never above <see cref="Max"/>. 0 when there are no values.
    /// </summary>
    /// <param name="percentile">From 0 to 100.</param>
    public long Percentile(double percentile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);
        if (_total == 0)
        {
            return 0;
        }

        // 99.9 is not a binary fraction: without the correction, 99.9 % of 1000 values could become the 1000th of them.
        double share = percentile / 100 * _total * (1 - 1e-15);
        long rank = Math.Clamp((long)Math.Ceiling(share), 1, _total);
        long seen = 0;
        foreach (StepCounter step in Steps())
        {
            seen += step.Count;
            if (seen >= rank)
            {
                return Math.Min(HighestOf(step.Step), _max);
            }
        }

        return _max;
    }

    /// <summary>The steps that have values, in ascending order.</summary>
    public IEnumerable<StepCounter> Steps()
    {
        if (_total == 0)
        {
            yield break;
        }

        for (int step = StepOf(_min), last = StepOf(_max); step <= last; step++)
        {
            if (_counts[step] > 0)
            {
                yield return new StepCounter(step, _counts[step]);
            }
        }
    }

    /// <summary>The step of a value that is not negative.</summary>
    public static int StepOf(long value)
    {
        ulong bounded = (ulong)Math.Min(value, Highest);
        int octave = BitOperations.Log2(bounded | (ExactBelow - 1)) - StepBits;
        return (octave << StepBits) + (int)(bounded >> octave);
    }

    /// <summary>The least value of a step, in nanoseconds.</summary>
    public static long LowestOf(int step)
    {
        int octave = OctaveOf(step);
        return (long)(step - (octave << StepBits)) << octave;
    }

    /// <summary>The greatest value of a step, in nanoseconds; that of the last one has everything above it, too.</summary>
    public static long HighestOf(int step) => LowestOf(step) + (1L << OctaveOf(step)) - 1;

    /// <summary>Takes over what was written down: counters that add up, and the exact figures beside them.</summary>
    /// <returns>Null, and the histogram is filled; or what contradicts itself, and the histogram is empty.</returns>
    public static string? TryRestore(IEnumerable<StepCounter> steps, UInt128 sum, long min, long max, out Histogram restored)
    {
        restored = new Histogram();
        Histogram filled = new();
        int previous = -1;
        foreach ((int step, long count) in steps)
        {
            if (step <= previous || step >= StepCount || count <= 0 || filled._total > long.MaxValue - count)
            {
                return $"step {step} with {count} values is out of order or out of range";
            }

            filled._counts[step] = count;
            filled._total += count;
            filled._min = Math.Min(filled._min, LowestOf(step));
            previous = step;
        }

        if (filled._total == 0)
        {
            return sum == 0 && min == 0 && max == 0 ? null : "there are figures of values, but no values";
        }

        if (min < 0 || StepOf(min) != StepOf(filled._min) || StepOf(Math.Max(max, 0)) != previous)
        {
            return "the least or the greatest value is not in the first or the last step";
        }

        filled.SetSum(sum);
        filled._min = min;
        filled._max = max;
        restored = filled;
        return null;
    }

    private void SetSum(UInt128 sum)
    {
        _sumLow = (ulong)sum;
        _sumHigh = (ulong)(sum >> 64);
    }

    // The first two octaves' worth of steps are one nanosecond wide each.
    private static int OctaveOf(int step) => Math.Max((step >> StepBits) - 1, 0);
}
