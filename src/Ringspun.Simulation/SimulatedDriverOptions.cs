namespace Ringspun.Simulation;

/// <summary>How a <see cref="SimulatedDriver"/> or a <see cref="SimulatedWorld"/> behaves.</summary>
public sealed record SimulatedDriverOptions
{
    /// <summary>
    /// How long, in real time, to wait for other threads (a Task that a fiber awaits) when nothing can come from the simulation itself, before
    /// that counts as a deadlock. Zero where no other thread takes part.
    /// </summary>
    public TimeSpan PatienceWithOtherThreads { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long each file operation takes, and each part of a read.</summary>
    public LatencyDistribution FileLatency { get; init; } = LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(20), TimeSpan.FromMilliseconds(2));

    /// <summary>
    /// File reads are done in parts of a random size, from 1 byte to this, one after the other, so that a file may change in the middle of a
    /// read. The default: in one part. At least 1.
    /// </summary>
    public int LargestFileRead { get; init; } = int.MaxValue;

    /// <summary>Asked before each file operation whether, and how, it goes wrong; null: none does.</summary>
    public Func<SimulatedFileCall, SimulatedFileFault>? FileFaults { get; init; }

    /// <summary>
    /// The time from when the outcome of an operation is certain, and too late to cancel, until its fiber hears of it. Longer than zero and not
    /// fixed, it lets completions overtake each other. The default: no time.
    /// </summary>
    public LatencyDistribution CompletionLatency { get; init; }

    /// <summary>How many connections, listeners and files may be open at once, before EMFILE. At least 0.</summary>
    public int DescriptorLimit { get; init; } = int.MaxValue;

    /// <summary>
    /// How many events (completions, resumptions, timers) a simulation may have before it counts as one that never ends: then the turn under way
    /// throws. The default: any number.
    /// </summary>
    public long EventLimit { get; init; } = long.MaxValue;

    /// <summary>How many lines of text <see cref="SimulatedDriver.RecentTrace"/> keeps. The default: none, which is faster.</summary>
    public int TraceLines { get; init; }

    internal SimulatedDriverOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LargestFileRead, 1, nameof(LargestFileRead));
        ArgumentOutOfRangeException.ThrowIfNegative(DescriptorLimit, nameof(DescriptorLimit));
        ArgumentOutOfRangeException.ThrowIfNegative(TraceLines, nameof(TraceLines));
        return this;
    }
}
