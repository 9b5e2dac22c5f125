using System.CommandLine;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Idle;

/// <summary><c>bench/run idle</c>.</summary>
internal static class IdleCommand
{
    public static Command Create()
    {
        Option<int> connections = new("--connections")
        {
            Description = "Idle keep-alive connections; fewer where the server's limit of descriptors is lower.",
            DefaultValueFactory = _ => 20_000,
        };
        Option<int> seconds = new("--seconds") { Description = "The length of one measurement.", DefaultValueFactory = _ => 5 };
        Option<int> rounds = new("--rounds") { Description = "How often the speed is measured.", DefaultValueFactory = _ => 5 };
        Option<string> driver = new("--driver") { Description = "The driver that is measured.", DefaultValueFactory = _ => "both" };
        Option<string?> json = new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
        driver.AcceptOnlyFromAmong("io_uring", "epoll", "both");
        foreach (Option<int> count in new[] { connections, seconds, rounds })
        {
            count.AtLeastOne();
        }

        Command command = new("idle", "Keeps thousands of idle connections: memory for each, system calls, and the speed for others.")
        {
            connections, seconds, rounds, driver, json,
        };
        command.SetAction(parsed =>
        {
            string choice = parsed.GetRequiredValue(driver);
            IdleSettings settings = new(
                parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds), choice == "both" ? ["io_uring", "epoll"] : [choice]);
            IdleReportWriter.Write(new IdleBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
