using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Sync;

/// <summary><c>bench/run sync</c>.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<string?> json = Options.Json();
        Command command = new("sync", "Mutexes and channels of fibers, against System.Threading's; posts between loops.") { rounds, json };
        command.SetAction(parsed => SyncReportWriter.Write(SyncBenchmark.Run(parsed.GetValue(rounds)), parsed.GetValue(json)));
        return command;
    }
}
