namespace Ringspun;

/// <summary>The counters behind <see cref="Stm.Statistics"/>: only of what is slow anyway, so that they may be shared by all threads.</summary>
internal static class StmCounters
{
    private static long s_conflicts;
    private static long s_serialRuns;
    private static long s_waits;

    internal static void CountConflict() => Interlocked.Increment(ref s_conflicts);

    internal static void CountSerial() => Interlocked.Increment(ref s_serialRuns);

    internal static void CountWait() => Interlocked.Increment(ref s_waits);

    internal static StmStatistics Read() =>
        new(Interlocked.Read(ref s_conflicts), Interlocked.Read(ref s_serialRuns), Interlocked.Read(ref s_waits));
}
