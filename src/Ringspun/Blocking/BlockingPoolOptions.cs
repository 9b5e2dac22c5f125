namespace Ringspun;

/// <summary>The bounds of a <see cref="BlockingPool"/>.</summary>
public sealed record BlockingPoolOptions
{
    /// <summary>Threads at most, each made when a call finds none idle. At least 1.</summary>
    public int MaximumThreads { get; init; } = Math.Max(16, 4 * Environment.ProcessorCount);

    /// <summary>Calls that may wait for a thread; the callers of more wait until there is room. At least 1.</summary>
    public int QueueCapacity { get; init; } = 256;

    /// <summary>After so long without a call a thread ends.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pool's name in metrics; null: its number in the process.</summary>
    public string? Name { get; init; }

    /// <summary>The threads' name, as debuggers show it.</summary>
    public string ThreadName { get; init; } = "ringspun blocking";

    /// <summary>
    /// How long a call takes on a loop with virtual time. There it runs on the loop's own thread at the end of that time, so that the same seed
    /// gives the same run.
    /// </summary>
    public TimeSpan VirtualLatency { get; init; } = TimeSpan.FromMicroseconds(100);

    internal BlockingPoolOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumThreads, 1, nameof(MaximumThreads));
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1, nameof(QueueCapacity));
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleTimeout, TimeSpan.Zero, nameof(IdleTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IdleTimeout.TotalMilliseconds, int.MaxValue, nameof(IdleTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(VirtualLatency, TimeSpan.Zero, nameof(VirtualLatency));
        return this;
    }
}
