namespace Ringspun.UserLevel;

/// <summary>What a <see cref="FaultyLink"/> does to packets, each with its chance from 0 to 1, in both directions.</summary>
public sealed record LinkFaults
{
    /// <summary>The chance that a packet is lost.</summary>
    public double Loss { get; init; }

    /// <summary>The chance that a packet passes twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The chance that a packet is held back until the next one has passed.</summary>
    public double Reordering { get; init; }

    /// <summary>The chance that a bit of a packet is flipped. A packet whose checksum the device has vouched for is lost instead, as the device would do.</summary>
    public double Corruption { get; init; }

    /// <summary>Decides what happens to which packet: the same seed and the same packets, the same faults.</summary>
    public int Seed { get; init; }

    internal LinkFaults Check()
    {
        foreach (double chance in (ReadOnlySpan<double>)[Loss, Duplication, Reordering, Corruption])
        {
            if (!(chance is >= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(LinkFaults), chance, "a chance is from 0 to 1");
            }
        }

        return this;
    }
}
