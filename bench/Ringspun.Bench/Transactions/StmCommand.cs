using System.CommandLine;

namespace Ringspun.Bench.Transactions;

/// <summary><c>bench/run stm</c>.</summary>
internal static class StmCommand
{
    public static Command Create()
    {
        Option<int> accounts = Count("--accounts", "Accounts of the bank; few of them make conflicts.", 1000, atLeast: 2);
        Option<int> fibers = Count("--fibers", "Fibers of each loop.", 8, atLeast: 1);
        Option<int> seconds = Count("--seconds", "The length of one measurement.", 1, atLeast: 1);
        Option<int> rounds = Count("--rounds", "How often each bank is measured.", 5, atLeast: 1);
        Option<string?> json = new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
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

    private static Option<int> Count(string name, string description, int usual, int atLeast)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < atLeast)
            {
                result.AddError($"{name} must be at least {atLeast}.");
            }
        });
        return option;
    }
}
