using System.Globalization;

namespace Ringspun.Bench.Measuring;

/// <summary>Memory of processes as the kernel counts it; see proc_pid_status(5).</summary>
internal static class ProcessMemory
{
    private const string Own = "self";

    /// <summary>The most of this process that was ever resident, in bytes (VmHWM).</summary>
    public static long Peak() => Read(Own, "VmHWM:");

    /// <summary>What of this process is resident now, in bytes (VmRSS).</summary>
    public static long Resident() => Read(Own, "VmRSS:");

    /// <summary>What of another process is resident now, in bytes (VmRSS).</summary>
    public static long Resident(int process) => Read(process.ToString(CultureInfo.InvariantCulture), "VmRSS:");

    private static long Read(string process, string field)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
