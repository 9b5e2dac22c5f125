using System.CommandLine;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Idle;

/// <summary><c>bench/run idle</c>.</summary>
internal static class IdleCommand
{
    public static Command Create()
    {
        Option<int> connections = Options.Count(
            "--connections", "Idle keep-alive connections; fewer where the server's limit of descriptors is lower.", 20_000);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 5);
        Option<int> rounds = Options.Count("--rounds", "How often the speed is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<string?> json = Options.Json();
        Command command = new("idle", "Keeps thousands of idle connections: memory for each, system calls, and the speed for others.")
        {
            connections, seconds, rounds, driver, json,
        };
        command.SetAction(parsed =>
        {
            IdleSettings settings = new(
                parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds), Options.Drivers(parsed.GetRequiredValue(driver)));
            IdleReportWriter.Write(new IdleBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
