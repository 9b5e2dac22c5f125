using System.CommandLine;
using System.Globalization;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary><c>bench/run echo</c>.</summary>
internal static class EchoCommand
{
    private const int MostConnections = 18_000;
    private const int MostHeld = 1_000_000;
    private const int MostBytes = 16 * 1024 * 1024;

    public static Command Create()
    {
        Option<int[]> connections = Connections();
        Option<int> bytes = Options.Count("--bytes", "Bytes of a message.", 64);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 1);
        Option<int> rounds = Options.Count("--rounds", "How often each server is measured.", 5);
        Option<int> hold = new("--hold")
        {
            Description = "Holds so many idle connections instead, over as many server processes as that takes, and measures their memory.",
            HelpName = "N",
        };
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Option<string?> svg = SvgOption.Create();
        AtMost(bytes, MostBytes);
        AtMost(hold, MostHeld);
        Command command = new("echo", "Sends messages to and fro: CPU time for a round trip, against servers in C and .NET's sockets.")
        {
            connections, bytes, seconds, rounds, hold, driver, noPeers, json, svg,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(hold) is not null && result.GetResult(svg) is not null)
            {
                result.AddError("--svg draws round trips, and --hold measures none: leave one of them out.");
            }
        });
        command.SetAction(parsed =>
        {
            EchoSettings settings = new(
                parsed.GetRequiredValue(connections), parsed.GetValue(bytes), parsed.GetValue(seconds), parsed.GetValue(rounds),
                Options.Drivers(parsed.GetRequiredValue(driver)), !parsed.GetValue(noPeers));
            if (parsed.GetValue(hold) is > 0 and int held)
            {
                new HeldBenchmark(settings, held).Run().Write(parsed.GetValue(json));
                return;
            }

            EchoReport report = new EchoBenchmark(settings).Run();
            report.Write(parsed.GetValue(json));
            if (parsed.GetValue(svg) is { } file)
            {
                EchoChart.Of(report).Write(file);
            }
        });
        return command;
    }

    private static Option<int[]> Connections()
    {
        Option<int[]> option = new("--connections")
        {
            Description = "Connections at once; several numbers, with commas between them, are measured one after the other. [default: 64,1000,10000]",
            HelpName = "N,…",
            DefaultValueFactory = _ => [64, 1000, 10_000],
        };
        option.CustomParser = result =>
        {
            List<int> counts = [];
            foreach (string text in result.Tokens[0].Value.Split(','))
            {
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < 1 or > MostConnections)
                {
                    result.AddError(
                        $"--connections: '{text}' is not a whole number from 1 to {MostConnections}; several are written as 64,1000,10000. "
                        + "For more connections, see --hold.");
                    return [];
                }

                counts.Add(count);
            }

            return [.. counts.Distinct().Order()];
        };
        return option;
    }

    private static void AtMost(Option<int> option, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && (result.GetValueOrDefault<int>() < 1 || result.GetValueOrDefault<int>() > most))
        {
            result.AddError($"{option.Name} must be from 1 to {most}.");
        }
    });
}
