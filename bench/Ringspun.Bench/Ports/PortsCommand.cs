using System.CommandLine;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Ports;

/// <summary><c>bench/run ports</c>.</summary>
internal static class PortsCommand
{
    private const int MostRegistered = 1_000_000;
    private const int UsuallyRegistered = 100_000;
    private const int UsuallyReady = 100;

    public static Command Create()
    {
        Option<int> registered = Options.Count("--registered", "Descriptors that are registered, or as many as may be open.", UsuallyRegistered).AtMost(MostRegistered);
        Option<int> ready = Options.Count("--ready", "Of these, how many become ready in a round.", UsuallyReady).AtMost(MostRegistered);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 1);
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Option<string?> svg = SvgOption.Create();
        Command command = new("ports", "Events of completion ports, some ready of many registered, against epoll in C.")
        {
            registered, ready, seconds, rounds, driver, noPeers, json, svg,
        };
        command.Validators.Add(result =>
        {
            int most = Options.Given(result.GetResult(registered)) ?? UsuallyRegistered;
            if ((Options.Given(result.GetResult(ready)) ?? UsuallyReady) > most)
            {
                result.AddError($"--ready must be at most --registered, which is {most}.");
            }
        });
        command.SetAction(parsed =>
        {
            // epoll first: it is what a port is on without a choice.
            PortsSettings settings = new(
                parsed.GetValue(registered), parsed.GetValue(ready), parsed.GetValue(seconds), parsed.GetValue(rounds),
                [.. Options.Drivers(parsed.GetRequiredValue(driver)).Reverse()], !parsed.GetValue(noPeers), parsed.GetValue(svg));
            PortsReportWriter.Write(new PortsBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
