using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Fibers;

/// <summary><c>bench/run fibers</c>.</summary>
internal static class FibersCommand
{
    public static Command Create()
    {
        Option<int> count = Options.Count("--count", "Fibers that are alive at once; timers are a tenth of it.", 10_000_000);
        Option<int> threads = Options.Count("--threads", "Native threads that are alive at once.", 10_000);
        Option<int> rounds = Options.Count("--rounds", "How often each duration is measured.", 5);
        Option<string?> json = Options.Json();
        Command command = new("fibers", "Fibers in masses: what they hold, how they start and end, and their timers; beside them tasks and threads.")
        {
            count, threads, rounds, json,
        };
        command.SetAction(parsed =>
        {
            int fibers = parsed.GetValue(count);
            List<Figure> figures =
            [

                // First, for the process's peak is theirs then.
                .. new MassBenchmark(fibers).Run(),
                .. new SpawnBenchmark(parsed.GetValue(rounds)).Run(),
                .. new TimerBenchmark(Math.Max(1, fibers / 10), parsed.GetValue(rounds)).Run(),
                .. new ThreadBenchmark(parsed.GetValue(threads)).Run(),
            ];
            FigureReportWriter.Write(FigureReport.Of("fibers", figures), parsed.GetValue(json));
        });
        return command;
    }
}
