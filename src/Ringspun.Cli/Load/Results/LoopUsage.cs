namespace Ringspun.Cli.Load.Results;

/// <summary>How one loop fared in the steady part.</summary>
/// <param name="Loop">Its number, from 0.</param>
/// <param name="Busy">The CPU time of its thread.</param>
/// <param name="Elapsed">The time that it took part.</param>
/// <param name="Due">Requests that its schedule wanted; 0 in the closed loop.</param>
/// <param name="Taken">Of those, how many it came to.</param>
internal sealed record LoopUsage(int Loop, TimeSpan Busy, TimeSpan Elapsed, long Due, long Taken)
{
    /// <summary>The share of its time that its thread was busy, from 0 to 1.</summary>
    public double Load => Elapsed > TimeSpan.Zero ? Busy / Elapsed : 0;
}
