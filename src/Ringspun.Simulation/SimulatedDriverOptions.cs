namespace Ringspun.Simulation;

/// <summary>How a <see cref="SimulatedDriver"/> behaves.</summary>
public sealed record SimulatedDriverOptions
{
    /// <summary>
    /// How long, in real time, to wait for other threads (a Task that a fiber awaits) when nothing can come from the simulation itself, before
    /// that counts as a deadlock. Zero where no other thread takes part.
    /// </summary>
    public TimeSpan PatienceWithOtherThreads { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The shortest time that a file operation takes.</summary>
    public TimeSpan ShortestFileLatency { get; init; } = TimeSpan.FromMicroseconds(20);

    /// <summary>The longest time that a file operation takes.</summary>
    public TimeSpan LongestFileLatency { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Asked before each file operation whether, and how, it goes wrong; null: none does.</summary>
    public Func<SimulatedFileCall, SimulatedFileFault>? FileFaults { get; init; }
}
