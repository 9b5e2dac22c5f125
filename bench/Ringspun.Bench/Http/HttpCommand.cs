using System.CommandLine;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Http;

/// <summary><c>bench/run http</c>.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        Option<long> fileSize = new("--file-size") { Description = "Bytes of the file.", DefaultValueFactory = _ => 4096 };
        Option<int> connections = new("--connections") { Description = "Keep-alive connections.", DefaultValueFactory = _ => 64 };
        Option<int> seconds = new("--seconds") { Description = "The length of one measurement.", DefaultValueFactory = _ => 5 };
        Option<int> rounds = new("--rounds") { Description = "How often each server is measured.", DefaultValueFactory = _ => 5 };
        Option<string> driver = new("--driver") { Description = "The driver of ours that is measured.", DefaultValueFactory = _ => "both" };
        Option<bool> noPeers = new("--no-peers") { Description = "Measures Ringspun alone." };
        Option<string?> json = new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
        driver.AcceptOnlyFromAmong("io_uring", "epoll", "both");
        foreach (Option<int> count in new[] { connections, seconds, rounds })
        {
            count.AtLeastOne();
        }

        fileSize.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<long>() < 0)
            {
                result.AddError("--file-size must be at least 0.");
            }
        });
        Command command = new("http", "Serves one hot file over keep-alive connections, against nginx.")
        {
            fileSize, connections, seconds, rounds, driver, noPeers, json,
        };
        command.SetAction(parsed =>
        {
            string choice = parsed.GetRequiredValue(driver);
            HttpSettings settings = new(
                parsed.GetValue(fileSize), parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds),
                choice == "both" ? ["io_uring", "epoll"] : [choice], !parsed.GetValue(noPeers));
            HttpReport report = new HttpBenchmark(settings).Run();
            HttpReportWriter.Write(report, parsed.GetValue(json));
        });
        return command;
    }
}
