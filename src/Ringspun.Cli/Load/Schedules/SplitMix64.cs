namespace Ringspun.Cli.Load.Schedules;

/// <summary>
/// Random numbers of one 64-bit state, the same for the same seed on every machine and in every version. Source: Steele, Lea, Flood, "Fast
/// splittable pseudorandom number generators" (OOPSLA 2014), with the constants of its mix13 finalizer.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 (inclusive) to 1 (exclusive), 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
