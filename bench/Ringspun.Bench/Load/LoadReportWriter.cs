using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Load;

/// <summary>The report as tables, and as JSON where it is wanted.</summary>
internal static class LoadReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the tables then go to stderr), or null for no JSON.</param>
    public static void Write(LoadReport report, string? json) => BenchReport.Write(report, ReportJson.Default.LoadReport, WriteTables, json);

    private static void WriteTables(LoadReport report, TextWriter output)
    {
        output.WriteLine(
            $"nginx {report.Server} with a file of {report.FileSize} bytes, {report.Connections} connections, {report.Rounds} rounds of {report.Seconds} s; "
            + (report.ServerCore is null ? "server and load share the only core" : $"server on core {report.ServerCore}, load on core {report.LoadCore}"));
        WriteClosed(report, output);
        output.WriteLine();
        output.WriteLine($"{"open loop, half of it",-24}{"target/s",12}{"missed by",12}{"lag p99 µs",14}");
        foreach (LoadDriverFigures own in report.Drivers)
        {
            output.WriteLine($"{own.Closed.Name,-24}{own.TargetRate,12:F0}{own.RateDeviation,12:P2}{own.LagMicrosecondsP99,14:F1}");
        }

        output.WriteLine();
        output.WriteLine($"{"server stood still",-24}{"for ms",12}{"p99.9 ms",12}{"max ms",14}");
        foreach (LoadDriverFigures own in report.Drivers)
        {
            output.WriteLine($"{own.Closed.Name,-24}{own.Freeze.FrozenMilliseconds,12:F1}{own.Freeze.P999Milliseconds,12:F1}{own.Freeze.MaxMilliseconds,14:F1}");
        }
    }

    private static void WriteClosed(LoadReport report, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{"closed loop, medians",-24}{"requests/s",12}{"mean µs",12}{"CPU µs/request",16}{"rate : wrk",12}{"CPU : wrk",12}");
        foreach (LoadDriverFigures own in report.Drivers)
        {
            output.WriteLine($"{Line(own.Closed)}{own.RateRatio,12:F3}{own.CpuRatio,12:F3}");
        }

        foreach (LoadFigures peer in report.Peers)
        {
            output.WriteLine(peer.Missing is null ? $"{Line(peer)}   {peer.Version}" : $"{peer.Name,-24}{"missing",12}   apt-get install {peer.Missing}");
        }
    }

    private static string Line(LoadFigures figures) =>
        $"{figures.Name,-24}{figures.RequestsPerSecond,12:F0}{figures.MeanMicroseconds,12:F1}{figures.CpuMicrosecondsPerRequest,16:F2}";
}
