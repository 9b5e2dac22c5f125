using System.Diagnostics;

namespace Ringspun.Tests.Support;

/// <summary>Measures allocations in steady state.</summary>
internal static class Steady
{
    /// <summary>The JIT replaces slow first versions of methods in its own time; by then they are replaced on any machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the measuring itself, which runs too seldom to be optimised, may allocate.</summary>
    private const long Slack = 1024;

    /// <summary>Repeats <paramref name="round"/> until one run of it allocates nothing on this thread; returns what the last one allocated.</summary>
    public static async Fiber<long> AllocatedBytes(Func<Fiber> round)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            await round();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated <= Slack || clock.Elapsed > Patience)
            {
                return allocated <= Slack ? 0 : allocated;
            }
        }
    }
}
