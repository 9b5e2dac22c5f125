namespace Ringspun.Bench.Reporting;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class SyncReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(SyncReport report, string? json) => BenchReport.Write(report, ReportJson.Default.SyncReport, WriteTable, json);

    private static void WriteTable(SyncReport report, TextWriter output)
    {
        output.WriteLine($"{report.Rounds} rounds");
        output.WriteLine();
        output.WriteLine($"{"medians",-34}{"ringspun",10}{"peer",10}{"ratio",8}   {"",-26}peer");
        foreach (SyncFigures figures in report.Figures)
        {
            output.WriteLine(
                $"{figures.Name,-34}{figures.Ringspun,10:F2}{figures.Peer,10:F2}{figures.Ratio,8:F2}   {figures.Unit,-26}{figures.PeerName}");
        }

        output.WriteLine($"{report.BurstPosts} posts in a burst cost {report.BurstWakes} wake-ups");
    }
}
