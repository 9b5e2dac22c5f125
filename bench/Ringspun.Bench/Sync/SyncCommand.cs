using System.CommandLine;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Sync;

/// <summary><c>bench/run sync</c>.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "How often each is measured.", DefaultValueFactory = _ => 5 };
        Option<string?> json = new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
        rounds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--rounds must be at least 1.");
            }
        });
        Command command = new("sync", "Mutexes and channels of fibers, against System.Threading's; posts between loops.") { rounds, json };
        command.SetAction(parsed => SyncReportWriter.Write(SyncBenchmark.Run(parsed.GetValue(rounds)), parsed.GetValue(json)));
        return command;
    }
}
