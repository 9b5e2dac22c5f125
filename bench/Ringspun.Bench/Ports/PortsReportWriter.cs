using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Ports;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class PortsReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(PortsReport report, string? json) => BenchReport.Write(report, ReportJson.Default.PortsReport, WriteTable, json);

    private static void WriteTable(PortsReport report, TextWriter output)
    {
        output.WriteLine($"{report.Ready} ready of {report.Registered} registered eventfds, {report.Rounds} rounds of {report.Seconds} s, CPU time of the one thread");
        if (report.Limit is { } limit)
        {
            output.WriteLine($"fewer than asked for: {limit}");
        }

        output.WriteLine();
        output.WriteLine(
            $"{"medians, ns an event",-24}{"dequeue",9}{"of peer",9}{$"growth",9}{"signal",11}{"whole",9}{"of peer",9}{"growth",9}   (growth: from {report.Few} registered)");
        foreach (PortsFigures figures in report.Drivers.Concat(report.Peers))
        {
            output.WriteLine(figures.Missing is null
                ? $"{figures.Name,-24}{figures.NanosecondsPerEvent,9:F1}{figures.Ratio,9:F3}{figures.Growth,9:F3}"
                    + $"{figures.SignalNanosecondsPerEvent,11:F1}{figures.WholeNanosecondsPerEvent,9:F1}{figures.WholeRatio,9:F3}{figures.WholeGrowth,9:F3}"
                : $"{figures.Name,-24}{"missing",9}   apt-get install {figures.Missing}");
        }

        output.WriteLine("dequeue is the port's part; io_uring does some of its own in the signalling call, so its whole tells more");
    }
}
