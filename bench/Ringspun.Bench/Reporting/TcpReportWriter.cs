namespace Ringspun.Bench.Reporting;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class TcpReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(TcpReport report, string? json) => BenchReport.Write(report, ReportJson.Default.TcpReport, WriteTable, json);

    private static void WriteTable(TcpReport report, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"two stacks back to back, medians of {report.Rounds} rounds");
        output.WriteLine($"{"64 KiB super-segments",-42}{report.GigabitsPerSecond,12:F2} Gb/s{report.CpuSecondsPerGigabyte,12:F4} CPU s/GB{report.GigabitsPerCpuSecond,12:F2} Gb by a second of CPU");
        output.WriteLine($"{"1,460-byte segments, both checksums",-42}{report.SegmentGigabitsPerSecond,12:F2} Gb/s{report.SegmentCpuSecondsPerGigabyte,12:F4} CPU s/GB{report.SegmentGigabitsPerCpuSecond,12:F2} Gb by a second of CPU");
        output.WriteLine($"{"requests or responses of 64 bytes",-42}{report.StepsPerSecond,12:F0} steps/s{report.StepsPerCpuSecond,12:F0} by a second of CPU");
        output.WriteLine($"{"allocated for a packet",-42}{report.AllocatedBytesPerPacket,12:F4} bytes");
        output.WriteLine($"{$"one end of {report.IdleConnections} idle connections",-42}{report.BytesPerIdleConnection,12:F1} bytes");
    }
}
