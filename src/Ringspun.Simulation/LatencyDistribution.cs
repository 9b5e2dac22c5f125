namespace Ringspun.Simulation;

/// <summary>How long something takes: always the same, evenly spread, or mostly short and now and then very long. A time converts to a fixed one.</summary>
/// <remarks>The default value takes no time at all.</remarks>
public readonly record struct LatencyDistribution
{
    private const double NoTail = 0;

    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private readonly double _exponent;

    private LatencyDistribution(TimeSpan shortest, TimeSpan longest, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromDays(365));
        _shortest = shortest;
        _longest = longest;
        _exponent = exponent;
    }

    /// <summary>The shortest time that comes.</summary>
    public TimeSpan Shortest => _shortest;

    /// <summary>The longest time that comes.</summary>
    public TimeSpan Longest => _longest;

    /// <summary>Always the same time.</summary>
    /// <param name="time">Zero to a year.</param>
    public static implicit operator LatencyDistribution(TimeSpan time) => Fixed(time);

    /// <summary>Always the same time.</summary>
    /// <param name="time">Zero to a year.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Fixed(TimeSpan time) => new(time, time, NoTail);

    /// <summary>Any time between two bounds, each as likely as the other.</summary>
    /// <param name="shortest">Zero or longer.</param>
    /// <param name="longest">At least <paramref name="shortest"/>, at most a year.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution Uniform(TimeSpan shortest, TimeSpan longest) => new(shortest, longest, NoTail);

    /// <summary>
    /// Mostly near the shortest, and rarely up to the longest time: a bounded Pareto distribution, as disks and networks under load show it.
    /// </summary>
    /// <param name="shortest">Longer than zero.</param>
    /// <param name="longest">At least <paramref name="shortest"/>, at most a year.</param>
    /// <param name="exponent">How fast the tail thins out: the share of times above <c>t</c> falls like <c>t</c> to the power of its negative. Above 0.</param>
    /// <returns>The distribution.</returns>
    public static LatencyDistribution HeavyTail(TimeSpan shortest, TimeSpan longest, double exponent = 1.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponent);
        return new LatencyDistribution(shortest, longest, exponent);
    }

    /// <summary>One of the times, in nanoseconds. A fixed time takes nothing from <paramref name="random"/>.</summary>
    internal long Next(Random random)
    {
        long shortest = _shortest.Ticks * TimeSpan.NanosecondsPerTick;
        long longest = _longest.Ticks * TimeSpan.NanosecondsPerTick;
        if (shortest == longest)
        {
            return shortest;
        }

        if (_exponent == NoTail)
        {
            return random.NextInt64(shortest, longest + 1);
        }

        // The inverse of the distribution function, at an even random number.
        double rest = Math.Pow((double)shortest / longest, _exponent);
        double time = shortest * Math.Pow(1 - (random.NextDouble() * (1 - rest)), -1 / _exponent);
        return Math.Clamp((long)time, shortest, longest);
    }
}
