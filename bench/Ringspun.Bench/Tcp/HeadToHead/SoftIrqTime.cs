using System.Globalization;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>
/// The CPU time of the whole machine's soft interrupts, in which the kernel receives packets, ksoftirqd's included (source: proc_stat(5)). Where the
/// kernel is built without CONFIG_IRQ_TIME_ACCOUNTING, what is done in a process's own time is in that process's time too.
/// </summary>
internal static class SoftIrqTime
{
    // Times in /proc are in ticks of USER_HZ, which is 100 on x64 and arm64.
    private const double TicksPerSecond = 100;
    private const int Field = 7;

    /// <summary>Seconds since the machine's start.</summary>
    public static double Now() => Parse(File.ReadLines("/proc/stat").First());

    /// <summary>The seconds that the file's first line tells.</summary>
    internal static double Parse(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[Field], CultureInfo.InvariantCulture) / TicksPerSecond;
}
