using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Http;

/// <summary><c>bench/run http</c>.</summary>
internal static class HttpCommand
{
    public static Command Create()
    {
        Option<long> fileSize = new("--file-size") { Description = "Bytes of the file.", DefaultValueFactory = _ => 4096 };
        Option<int> connections = Options.Count("--connections", "Keep-alive connections.", 64);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 5);
        Option<int> rounds = Options.Count("--rounds", "How often each server is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
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
            HttpSettings settings = new(
                parsed.GetValue(fileSize), parsed.GetValue(connections), parsed.GetValue(seconds), parsed.GetValue(rounds),
                Options.Drivers(parsed.GetRequiredValue(driver)), !parsed.GetValue(noPeers));
            HttpReport report = new HttpBenchmark(settings).Run();
            HttpReportWriter.Write(report, parsed.GetValue(json));
        });
        return command;
    }
}
