using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Idle;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class IdleReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(IdleReport report, string? json) => BenchReport.Write(report, ReportJson.Default.IdleReport, WriteTable, json);

    private static void WriteTable(IdleReport report, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"",-52}{string.Join("", report.Drivers.Select(figures => $"{figures.Driver,14}"))}");
        Row("idle keep-alive connections", figures => $"{figures.Connections}");
        Row("resident memory each, bytes", figures => $"{figures.BytesPerConnection:F0}");
        Row($"system calls in {report.Seconds} s, no connection", figures => $"{figures.SystemCallsWithoutConnections?.ToString() ?? "no strace"}");
        Row($"system calls in {report.Seconds} s, all connections", figures => $"{figures.SystemCallsWithConnections?.ToString() ?? "no strace"}");
        Row($"CPU seconds in {report.Seconds} s, all connections", figures => $"{figures.IdleCpuSeconds:F2}");
        Row("CPU µs/request of 64 others, without idle ones", figures => $"{figures.CpuMicrosecondsPerRequestAlone:F2}");
        Row("CPU µs/request of 64 others, beside idle ones", figures => $"{figures.CpuMicrosecondsPerRequestBesideIdle:F2}");
        Row("requests/s of 64 others, without idle ones", figures => $"{figures.RequestsPerSecondAlone:F0}");
        Row("requests/s of 64 others, beside idle ones", figures => $"{figures.RequestsPerSecondBesideIdle:F0}");

        void Row(string name, Func<IdleFigures, string> value) =>
            output.WriteLine($"{name,-52}{string.Join("", report.Drivers.Select(figures => $"{value(figures),14}"))}");
    }
}
