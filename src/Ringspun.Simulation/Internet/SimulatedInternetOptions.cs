namespace Ringspun.Simulation.Internet;

/// <summary>How a simulated internet is run.</summary>
public sealed record SimulatedInternetOptions
{
    /// <summary>More events than this are taken for a loop without end, and fail.</summary>
    public long EventLimit { get; init; } = 100_000_000;

    /// <summary>
    /// How many bytes of the last packets are kept in memory for each end of each link, to be written when a test fails
    /// (<see cref="SimulatedInternet.Guard"/>); 0 for none.
    /// </summary>
    public int CaptureBytes { get; init; }

    /// <summary>Where captures of failures are written; null for <c>ringspun-captures</c> in the directory for temporary files.</summary>
    public string? CaptureDirectory { get; init; }

    internal SimulatedInternetOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EventLimit, 1, nameof(EventLimit));
        ArgumentOutOfRangeException.ThrowIfNegative(CaptureBytes, nameof(CaptureBytes));
        return this;
    }
}
