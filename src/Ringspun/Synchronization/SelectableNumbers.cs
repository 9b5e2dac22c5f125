namespace Ringspun;

/// <summary>Numbers the channels of the process.</summary>
internal static class SelectableNumbers
{
    private static long s_last;

    internal static long Next() => Interlocked.Increment(ref s_last);
}
