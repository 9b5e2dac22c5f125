using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Disk;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class DiskReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(DiskReport report, string? json) => BenchReport.Write(report, ReportJson.Default.DiskReport, WriteTable, json);

    private static void WriteTable(DiskReport report, TextWriter output)
    {
        output.WriteLine(
            $"random reads of {report.Block} bytes, {report.Depth} under way, {report.FileSize >> 20} MiB past the page cache, "
            + $"{report.Rounds} rounds of {report.Seconds} s");
        output.WriteLine();
        output.WriteLine(
            $"{"medians",-26}{"reads/s",10}{"p50 µs",10}{"p99 µs",10}{"CPU µs/read",13}{"reads/s by fio's",18}{"reads/CPU s by .NET's",23}");
        foreach (DiskFigures own in report.Drivers)
        {
            output.WriteLine(
                $"{$"ringspun ({own.Name})",-26}{Columns(own)}{own.IopsAgainstFio,18:F3}{own.ReadsPerCpuSecondAgainstRandomAccess,23:F2}");
        }

        foreach (DiskFigures peer in report.Peers)
        {
            output.WriteLine(
                peer.Missing is { } package ? $"{peer.Name,-26}{"missing",10}   apt-get install {package}"
                : peer.Failed is { } reason ? $"{peer.Name,-26}{"failed",10}   {reason}"
                : $"{peer.Name,-26}{Columns(peer)}   {(peer.Threads is { } threads ? $"{threads} threads" : "")}");
        }
    }

    private static string Columns(DiskFigures figures) =>
        $"{figures.Iops,10:F0}{figures.LatencyUs!.P50,10:F0}{figures.LatencyUs.P99,10:F0}{figures.CpuMicrosecondsPerRead,13:F2}";
}
