using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;
using Ringspun.Bench.Switch;

namespace Ringspun.Bench.Fibers;

/// <summary><c>bench/run fibers</c>.</summary>
internal static class FibersCommand
{
    public static Command Create()
    {
        Option<int> count = Options.Count("--count", "Fibers that are alive at once; timers are a tenth of it.", 10_000_000);
        Option<int> threads = Options.Count("--threads", "Native threads that are alive at once.", 10_000);
        Option<int> rounds = Options.Count("--rounds", "How often each duration is measured.", 5);
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Command command = new("fibers", "Fibers in masses: what they hold, how they start and end, and their timers; beside them tasks and threads.")
        {
            count, threads, rounds, noPeers, json,
        };
        command.SetAction(parsed =>
        {
            FibersReport report = Measure(parsed.GetValue(count), parsed.GetValue(threads), parsed.GetValue(rounds), !parsed.GetValue(noPeers));
            BenchReport.Write(report, ReportJson.Default.FibersReport, static (report, output) => report.WriteTable(output), parsed.GetValue(json));
        });
        return command;
    }

    private static FibersReport Measure(int count, int threads, int rounds, bool withPeers)
    {
        // First, for the process's peak is theirs then.
        MassBenchmark mass = new(count);
        SwitchBenchmark switches = new(fibers: 1000, rounds, TimeSpan.FromSeconds(1));
        IReadOnlyList<Figure> masses = mass.RunFibers();
        Figure turns = switches.InTurn();
        List<Figure> figures =
        [
            .. masses, turns, .. new SpawnBenchmark(rounds).Run(), .. new TimerBenchmark(Math.Max(1, count / 10), rounds).Run(),
        ];
        List<FibersPeer> peers = [];
        if (withPeers)
        {
            Figure task = mass.RunTasks();
            Figure taskTurns = switches.PoolTasks();
            IReadOnlyList<Figure> native = new ThreadBenchmark(threads).Run();
            figures.AddRange([task, taskTurns, .. native]);
            peers.Add(new FibersPeer(task.Name, task.Value, taskTurns.Value * 1e6));
            peers.Add(new FibersPeer(native[0].Name, native[0].Value));
        }

        return new FibersReport(rounds, figures, masses[0].Value, turns.Value * 1e6, (long)(masses[1].Value * 1e6), peers);
    }
}
