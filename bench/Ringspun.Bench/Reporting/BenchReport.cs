using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ringspun.Bench.Reporting;

/// <summary>What every result tells beside its figures: when, where and how they were measured.</summary>
internal abstract record BenchReport(string Bench)
{
    public HostFacts Host { get; } = HostFacts.Read();

    public string Command { get; } = (Environment.GetEnvironmentVariable("RINGSPUN_COMMAND") ?? "bench/run").Trim();

    public string Date { get; } = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes the table to stdout, and the JSON where it is wanted.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="type">Their shape.</param>
    /// <param name="writeTable">Writes the table, below the lines about the run.</param>
    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public static void Write<TReport>(TReport report, JsonTypeInfo<TReport> type, Action<TReport, TextWriter> writeTable, string? json)
        where TReport : BenchReport
    {
        TextWriter output = json == "-" ? Console.Error : Console.Out;
        HostFacts host = report.Host;
        output.WriteLine();
        output.WriteLine($"{report.Command}   ({report.Date})");
        output.WriteLine($"Linux {host.Kernel}, {host.Processor}, {host.Cores} cores, {host.MemoryBytes >> 30} GiB, {host.Runtime}");
        writeTable(report, output);
        if (json is null)
        {
            return;
        }

        string text = JsonSerializer.Serialize(report, type);
        if (json == "-")
        {
            Console.Out.WriteLine(text);
        }
        else
        {
            File.WriteAllText(json, text + "\n");
        }
    }
}
