using System.CommandLine;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;
using Ringspun.Bench.Tcp.HeadToHead;

namespace Ringspun.Bench.Tcp;

/// <summary><c>bench/run tcp</c>: head to head with the kernel's TCP, or without any device.</summary>
internal static class TcpCommand
{
    private const int MostIdle = 100_000;

    public static Command Create()
    {
        Option<bool> inMemory = new("--in-memory") { Description = "Two stacks back to back, without a device and without the kernel." };
        Option<string> only = PartsOption.Create();
        Option<string> device = new("--device") { Description = "What ours runs over.", DefaultValueFactory = _ => "both" };
        device.AcceptOnlyFromAmong("tun", "packet", "both");
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 1);
        Option<int> rounds = Options.Count("--rounds", "How often each is measured; 5 in memory unless said otherwise.", 3);
        Option<int> connections = Options.Count("--connections", "Connections of the HTTP load; in memory, those that requests take turns on: 100.", 64);
        Option<int> idle = Options.Count("--idle", "Connections held open to measure their memory; 100000 in memory.", 50_000, atLeast: 100).AtMost(MostIdle);
        Option<string> driver = Options.Driver();
        Option<string?> json = Options.Json();
        Command command = new("tcp", "The user-level TCP/IP stack over devices against the kernel's TCP; or in memory.")
        {
            inMemory, only, device, driver, connections, idle, rounds, seconds, json,
        };
        command.Validators.Add(result =>
        {
            foreach (Option option in (Option[])[only, device, driver, seconds])
            {
                if (result.GetValue(inMemory) && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} has no meaning with --in-memory.");
                }
            }
        });
        command.SetAction(parsed =>
        {
            int Given(Option<int> option, int unlessSaid) => Options.Given(parsed.GetResult(option)) ?? unlessSaid;
            if (parsed.GetValue(inMemory))
            {
                TcpBenchmark benchmark = new(Given(rounds, 5), Given(connections, 100), Given(idle, 100_000));
                TcpReportWriter.Write(benchmark.Run(), parsed.GetValue(json));
                return 0;
            }

            if (!NamespaceEntry.IsInside)
            {
                return NamespaceEntry.Run();
            }

            IReadOnlyList<EndNetwork> devices = parsed.GetRequiredValue(device) switch
            {
                "tun" => [EndNetwork.Tun],
                "packet" => [EndNetwork.Packet],
                _ => [EndNetwork.Tun, EndNetwork.Packet],
            };
            HeadToHeadSettings settings = new(
                PartsOption.Parse(parsed.GetRequiredValue(only)), devices, Options.Drivers(parsed.GetRequiredValue(driver)),
                parsed.GetValue(connections), parsed.GetValue(idle), parsed.GetValue(rounds), parsed.GetValue(seconds));
            HeadToHeadReportWriter.Write(new HeadToHeadBenchmark(settings).Run(), parsed.GetValue(json));
            return 0;
        });
        return command;
    }
}
