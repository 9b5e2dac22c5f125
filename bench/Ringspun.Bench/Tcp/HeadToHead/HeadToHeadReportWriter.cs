using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class HeadToHeadReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(HeadToHeadReport report, string? json) => BenchReport.Write(report, ReportJson.Default.HeadToHeadReport, WriteTable, json);

    private static void WriteTable(HeadToHeadReport report, TextWriter output)
    {
        output.WriteLine(
            $"medians of {report.Rounds} rounds of {report.Seconds} s; the end under test on core {report.EndCore}, the kernel's end on core {report.PeerCore}; "
            + $"congestion control of both: {report.CongestionControl}; load before: {report.LoadBefore:F1}");
        output.WriteLine($"in: the kernel sends; out: the kernel receives; HTTP: {report.Connections} connections"
            + (report.LatencyRate is { } rate ? $"; latency at {rate:F0} requests/s" : "")
            + (report.Idle is { } idle ? $"; {idle}" : ""));
        string? quantity = null;
        foreach (EndFigures figures in report.Figures)
        {
            if (figures.Quantity != quantity)
            {
                quantity = figures.Quantity;
                output.WriteLine();
                output.WriteLine(
                    $"{quantity,-26}{"",-10}{figures.Unit,12}{"ratio",8}   {figures.Bar ?? Bar(report, quantity),-16}"
                    + (figures.CpuUnit is { } unit ? $"{$"CPU {unit}:",-16}{"end",10}{"kernel's",10}{"ratio",8}{"softirq",10}" : ""));
            }

            string bar = figures.IsBarReached switch { true => "reached", false => "MISSED", null => "" };
            output.WriteLine(
                $"  {figures.Network,-24}{figures.Driver,-10}{figures.Value,12:N1}{figures.Ratio,8:F3}   {bar,-16}"
                + (figures.CpuUnit is null ? "" : $"{"",-16}{figures.EndCpu,10:F3}{figures.PeerCpu,10:F3}{figures.CpuRatio,8:F3}{figures.SoftIrq,10:F3}"));
        }
    }

    private static string Bar(HeadToHeadReport report, string quantity) =>
        report.Figures.FirstOrDefault(figures => figures.Quantity == quantity && figures.Bar is not null)?.Bar ?? "";
}
