using System.Globalization;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The CPU time of this process's children that have ended and been waited for (source: proc_pid_stat(5), cutime and cstime).</summary>
internal static class ChildrenTime
{
    // Times in /proc are in ticks of USER_HZ, which is 100 on x64 and arm64.
    private const double TicksPerSecond = 100;
    private const int UserField = 13;
    private const int SystemField = 14;

    /// <summary>Seconds.</summary>
    public static double Now() => Parse(File.ReadAllText("/proc/self/stat"));

    internal static double Parse(string stat)
    {
        // The name before the state may hold anything.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserField], CultureInfo.InvariantCulture) + long.Parse(fields[SystemField], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
