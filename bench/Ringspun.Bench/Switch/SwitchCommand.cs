using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Switch;

/// <summary><c>bench/run switch</c>.</summary>
internal static class SwitchCommand
{
    public static Command Create()
    {
        Option<int> fibers = Options.Count("--fibers", "Fibers that take turns.", 1000);
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<int> milliseconds = Options.Count("--milliseconds", "The length of one measurement.", 1000);
        Option<string?> json = Options.Json();
        Command command = new("switch", "Switches between fibers that yield in a loop, and between tasks that do.")
        {
            fibers, rounds, milliseconds, json,
        };
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(rounds);
            SwitchBenchmark benchmark = new(parsed.GetValue(fibers), count, TimeSpan.FromMilliseconds(parsed.GetValue(milliseconds)));
            FigureReport report = new("switch", count, benchmark.Run());
            BenchReport.Write(report, ReportJson.Default.FigureReport, static (report, output) => report.WriteTable(output), parsed.GetValue(json));
        });
        return command;
    }
}
