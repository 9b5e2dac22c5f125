using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Pipes;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class PipesReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(PipesReport report, string? json) => BenchReport.Write(report, ReportJson.Default.PipesReport, WriteTable, json);

    private static void WriteTable(PipesReport report, TextWriter output)
    {
        output.WriteLine(
            $"{report.Pairs} pairs, messages of {report.Message} bytes through pipes of {report.PipeCapacity}, {report.Rounds} rounds of {report.Seconds} s; "
            + $"{report.Idle} fibers wait at {report.IdlePipes} other pipes");
        output.WriteLine();
        output.WriteLine(
            $"{"medians",-26}{"waiting",9}{"MB/s",10}{"CPU s/GB",10}{"bytes per CPU s:",20}{"threads",9}{"state machine",15}{"none waiting",14}");
        foreach (PipesDriverFigures own in report.Drivers)
        {
            output.WriteLine(
                $"{$"ringspun ({own.Driver})",-26}{own.Idle,9}{own.MegabytesPerSecond,10:F0}{own.CpuSecondsPerGigabyte,10:F3}"
                + $"{"",20}{own.AgainstThreads,9:F2}{own.AgainstStateMachine,15:F3}{own.BesideIdleRatio,14:F3}");
            Row($"ringspun ({own.Driver})", own.WithoutIdle);
        }

        foreach (PipesFigures peer in report.Peers)
        {
            Row(peer.Name, peer);
        }

        void Row(string name, PipesFigures figures) => output.WriteLine(figures.Missing is null
            ? $"{name,-26}{figures.Idle,9}{figures.MegabytesPerSecond,10:F0}{figures.CpuSecondsPerGigabyte,10:F3}"
            : $"{name,-26}{"missing",9}   apt-get install {figures.Missing}");
    }
}
