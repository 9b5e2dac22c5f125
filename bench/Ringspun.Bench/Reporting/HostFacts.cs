using System.Runtime.InteropServices;

namespace Ringspun.Bench.Reporting;

/// <summary>The machine that the figures belong to.</summary>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Processor">The processor's model, as /proc/cpuinfo names it.</param>
/// <param name="Cores">The cores that this process may use.</param>
/// <param name="MemoryBytes">The memory that this process may use.</param>
/// <param name="Runtime">The .NET runtime.</param>
internal sealed record HostFacts(string Kernel, string Processor, int Cores, long MemoryBytes, string Runtime)
{
    private const string Model = "model name";

    public static HostFacts Read() => new(
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Model, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.FrameworkDescription);
}
