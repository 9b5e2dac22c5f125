using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Figures;

/// <summary>What stands below a figure.</summary>
internal static class ChartCaption
{
    /// <summary>The machine, the date and the command of a report.</summary>
    public static IReadOnlyList<string> Of(BenchReport report)
    {
        HostFacts host = report.Host;
        return
        [
            $"Linux {host.Kernel}, {host.Processor}, {host.Cores} cores, {host.MemoryBytes >> 30} GiB, {host.Runtime}",
            $"{report.Date}   {report.Command}",
        ];
    }
}
