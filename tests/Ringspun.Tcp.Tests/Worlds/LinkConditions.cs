namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>What a link does to packets. Probabilities are from 0 to 1, times nanoseconds.</summary>
internal sealed record LinkConditions
{
    public long Delay { get; init; } = 1_000_000;

    /// <summary>The most that is added to the delay at random, which reorders.</summary>
    public long Jitter { get; init; }

    /// <summary>Bits a second; 0 for no limit.</summary>
    public long Rate { get; init; }

    /// <summary>The most bytes that wait for their turn, where there is a rate.</summary>
    public int Queue { get; init; } = 64 * 1024;

    public double Loss { get; init; }

    /// <summary>The chance that a loss takes the next packets too.</summary>
    public double Burst { get; init; }

    public double Duplication { get; init; }

    /// <summary>The chance that a bit is turned.</summary>
    public double Corruption { get; init; }

    /// <summary>The chance that a packet is held back for some round trips.</summary>
    public double Straggling { get; init; }

    public int Mtu { get; init; } = 65_535;
}
