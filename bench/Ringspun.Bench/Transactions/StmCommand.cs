using System.CommandLine;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Transactions;

/// <summary><c>bench/run stm</c>.</summary>
internal static class StmCommand
{
    public static Command Create()
    {
        Option<int> accounts = Options.Count("--accounts", "Accounts of the bank; few of them make conflicts.", 1000, atLeast: 2);
        Option<int> fibers = Options.Count("--fibers", "Fibers of each loop.", 8);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 1);
        Option<int> rounds = Options.Count("--rounds", "How often each bank is measured.", 5);
        Option<string?> json = Options.Json();
        Command command = new("stm", "Moves money by transactions on one loop and on two, against a lock for each account.")
        {
            accounts, fibers, seconds, rounds, json,
        };
        command.SetAction(parsed =>
        {
            StmSettings settings = new(parsed.GetValue(accounts), parsed.GetValue(fibers), parsed.GetValue(seconds), parsed.GetValue(rounds));
            new StmBenchmark(settings).Run().Write(parsed.GetValue(json));
        });
        return command;
    }
}
