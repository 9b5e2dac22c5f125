using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Transactions;

/// <summary>The result of <c>bench/run stm</c>.</summary>
internal sealed record StmReport(
    StmSettings Settings, IReadOnlyDictionary<string, double> NanosecondsUncontended, IReadOnlyList<StmFigures> Banks)
    : BenchReport("stm")
{
    public static StmReport From(StmSettings settings, IReadOnlyDictionary<(string Name, int Loops), List<StmSample>> samples, List<double[]> singles) => new(
        settings,
        SingleTransactions.Names.Index().ToDictionary(entry => entry.Item, entry => Math.Round(Median.Of(singles.Select(single => single[entry.Index])), 1)),
        [.. samples.Select(entry => StmFigures.From(entry.Key.Name, entry.Key.Loops, entry.Value))]);

    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public void Write(string? json) => Write(this, ReportJson.Default.StmReport, static (report, output) => report.WriteTable(output), json);

    private void WriteTable(TextWriter output)
    {
        output.WriteLine($"{Settings.Accounts} accounts, {Settings.Fibers} fibers a loop, medians of {Settings.Rounds} rounds of {Settings.Seconds} s");
        output.WriteLine();
        foreach ((string name, double nanoseconds) in NanosecondsUncontended)
        {
            output.WriteLine($"one transaction, uncontended: {name,-20}{nanoseconds,8:F1} ns");
        }

        output.WriteLine();
        output.WriteLine($"{"transfers by",-16}{"loops",6}{"transfers/s",14}{"of locks'",11}{"CPU ns each",13}{"conflicts/1000",16}{"ran alone",11}");
        foreach (StmFigures bank in Banks)
        {
            StmFigures locks = Banks.First(other => other.Name == "locks" && other.Loops == bank.Loops);
            output.WriteLine(
                $"{bank.Name,-16}{bank.Loops,6}{bank.TransfersPerSecond,14:F0}{bank.TransfersPerSecond / locks.TransfersPerSecond,11:F2}"
                + $"{bank.CpuNanosecondsPerTransfer,13:F1}{bank.ConflictsPerThousand,16:F3}{bank.SerialRuns,11}");
        }
    }
}
