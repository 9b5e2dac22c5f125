namespace Ringspun.Bench.Reporting;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class HttpReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(HttpReport report, string? json) => BenchReport.Write(report, ReportJson.Default.HttpReport, WriteTable, json);

    private static void WriteTable(HttpReport report, TextWriter output)
    {
        output.WriteLine(
            $"a file of {report.FileSize} bytes, {report.Connections} connections, {report.Rounds} rounds of {report.Seconds} s; "
            + (report.ServerCore is null ? "server and load share the only core" : $"server on core {report.ServerCore}, load on core {report.LoadCore}"));
        output.WriteLine();
        output.WriteLine($"{"medians",-24}{"requests/s",12}{"CPU µs/request",16}{"CPU against the cheaper peer",30}");
        foreach (HttpFigures own in report.Drivers)
        {
            output.WriteLine($"{$"ringspun ({own.Name})",-24}{own.RequestsPerSecond,12:F0}{own.CpuMicrosecondsPerRequest,16:F2}{own.CpuRatio,30:F3}");
        }

        foreach (HttpFigures peer in report.Peers)
        {
            output.WriteLine(peer.Missing is null
                ? $"{peer.Name,-24}{peer.RequestsPerSecond,12:F0}{peer.CpuMicrosecondsPerRequest,16:F2}   {peer.Version}"
                : $"{peer.Name,-24}{"missing",12}   apt-get install {peer.Missing}");
        }
    }
}
