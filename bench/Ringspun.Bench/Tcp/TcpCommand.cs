using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Tcp;

/// <summary><c>bench/run tcp</c>.</summary>
internal static class TcpCommand
{
    public static Command Create()
    {
        Option<bool> inMemory = new("--in-memory") { Description = "Two stacks back to back, without a device.", Required = true };
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<int> connections = Options.Count("--connections", "Connections that requests take turns on.", 100);
        Option<int> idle = Options.Count("--idle", "Connections held open to measure their memory.", 100_000, atLeast: 100);
        Option<string?> json = Options.Json();
        Command command = new("tcp", "The user-level TCP/IP stack: bulk transfers, small requests, memory of idle connections.")
        {
            inMemory, rounds, connections, idle, json,
        };
        command.SetAction(parsed => TcpReportWriter.Write(
            new TcpBenchmark(parsed.GetValue(rounds), parsed.GetValue(connections), parsed.GetValue(idle)).Run(), parsed.GetValue(json)));
        return command;
    }
}
