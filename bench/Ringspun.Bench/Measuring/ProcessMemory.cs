using System.Globalization;

namespace Ringspun.Bench.Measuring;

/// <summary>This process's memory as the kernel counts it; see proc_pid_status(5).</summary>
internal static class ProcessMemory
{
    /// <summary>The most that was ever resident, in bytes (VmHWM).</summary>
    public static long Peak() => Read("VmHWM:");

    /// <summary>What is resident now, in bytes (VmRSS).</summary>
    public static long Resident() => Read("VmRSS:");

    private static long Read(string field)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
