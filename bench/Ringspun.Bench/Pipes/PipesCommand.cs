using System.CommandLine;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Pipes;

/// <summary><c>bench/run pipes</c>.</summary>
internal static class PipesCommand
{
    // Four descriptors a pair.
    private const int MostPairs = 4000;

    public static Command Create()
    {
        Option<int> pairs = Options.Count("--pairs", "Pairs of fibers that exchange messages.", 128).AtMost(MostPairs);
        Option<int> message = Options.Count("--message", "Bytes of a message.", 32 * 1024).AtMost(64 << 20);
        Option<int> idle = Options.Count("--idle", "Fibers that wait at other pipes meanwhile.", 100_000, atLeast: 0).AtMost(10_000_000);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 1);
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Option<string?> svg = SvgOption.Create();
        Command command = new("pipes", "Pairs of fibers exchange messages through small pipes, against native threads and a state machine in C.")
        {
            pairs, message, idle, seconds, rounds, driver, noPeers, json, svg,
        };
        command.SetAction(parsed =>
        {
            PipesSettings settings = new(
                parsed.GetValue(pairs), parsed.GetValue(message), parsed.GetValue(idle), parsed.GetValue(seconds), parsed.GetValue(rounds),
                Options.Drivers(parsed.GetRequiredValue(driver)), !parsed.GetValue(noPeers), parsed.GetValue(svg));
            PipesReportWriter.Write(new PipesBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
