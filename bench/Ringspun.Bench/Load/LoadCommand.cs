using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Load;

/// <summary><c>bench/run load</c>.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        Option<int> fileSize = Options.Count("--file-size", "Bytes of the file that is asked for.", 4096, atLeast: 0);
        Option<int> connections = Options.Count("--connections", "Keep-alive connections.", 64);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 2);
        Option<int> rounds = Options.Count("--rounds", "How often each generator is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Command command = new("load", "Loads one nginx with one thread, against wrk and h2load; holds a rate; and meets a server that stands still.")
        {
            fileSize, connections, seconds, rounds, driver, noPeers, json,
        };
        command.SetAction(parsed =>
        {
            LoadBenchSettings settings = new(
                parsed.GetValue(fileSize), parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds),
                Options.Drivers(parsed.GetRequiredValue(driver)), !parsed.GetValue(noPeers));
            LoadReportWriter.Write(new LoadBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
