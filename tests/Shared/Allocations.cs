namespace Ringspun.Tests.Shared;

/// <summary>Measures what code allocates that runs without suspending.</summary>
internal static class Allocations
{
    private const int Rounds = 20;

    /// <summary>
    /// The least number of bytes that one of several runs allocates on this thread. What every run allocates is in the least, too; what the
    /// runtime allocates on the thread once, at a first call or around a collection of another thread's making, is not.
    /// </summary>
    public static long OfOneRun(Action round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
