using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>What goes wrong with a file operation; the default value: nothing.</summary>
public readonly record struct SimulatedFileFault
{
    /// <summary>The error that it ends with.</summary>
    public Errno Error { get; init; }

    /// <summary>A read ends after this many bytes, as if the file had just been truncated there; null: it does not.</summary>
    public int? EndsAfter { get; init; }

    /// <summary>How much longer the operation takes.</summary>
    public TimeSpan Delay { get; init; }
}
