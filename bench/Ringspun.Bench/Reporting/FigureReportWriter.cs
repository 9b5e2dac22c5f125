using System.Text.Json;

namespace Ringspun.Bench.Reporting;

/// <summary>The report as a table, and as JSON where it is wanted.</summary>
internal static class FigureReportWriter
{
    /// <param name="report">The figures.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write(FigureReport report, string? json)
    {
        WriteTable(report, json == "-" ? Console.Error : Console.Out);
        if (json is null)
        {
            return;
        }

        string text = JsonSerializer.Serialize(report, ReportJson.Default.FigureReport);
        if (json == "-")
        {
            Console.Out.WriteLine(text);
        }
        else
        {
            File.WriteAllText(json, text + "\n");
        }
    }

    private static void WriteTable(FigureReport report, TextWriter output)
    {
        HostFacts host = report.Host;
        output.WriteLine();
        output.WriteLine($"{report.Command}   ({report.Date})");
        output.WriteLine($"Linux {host.Kernel}, {host.Processor}, {host.Cores} cores, {host.MemoryBytes >> 30} GiB, {host.Runtime}");
        output.WriteLine();
        output.WriteLine($"{"medians",-52}{"",12} {"",-20}{"CPU ns each",12}");
        foreach (Figure figure in report.Figures)
        {
            output.WriteLine($"{figure.Name,-52}{figure.Value,12:F1} {figure.Unit,-20}{figure.CpuNanoseconds,12:F1}   {figure.Remark}");
        }
    }
}
