using System.CommandLine;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Disk;

/// <summary><c>bench/run disk</c>.</summary>
internal static class DiskCommand
{
    private const int Sector = 512;

    public static Command Create()
    {
        Option<string?> file = new("--file")
        {
            Description = "The file that is read. One that is not there is made, of 1 GiB, and removed; without the option it is in artifacts/bench.",
            HelpName = "FILE",
        };
        Option<int> depth = Options.Count("--depth", "Reads under way at any time.", 64).AtMost(65_536);
        Option<int> block = Options.Count("--block", "Bytes of a read, a multiple of 512.", 4096, Sector).AtMost(1 << 20);
        Option<int> seconds = Options.Count("--seconds", "The length of one measurement.", 2);
        Option<int> rounds = Options.Count("--rounds", "How often each is measured.", 5);
        Option<string> driver = Options.Driver();
        Option<bool> noPeers = Options.NoPeers();
        Option<string?> json = Options.Json();
        Option<string?> svg = SvgOption.Create();
        block.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() % Sector != 0)
            {
                result.AddError($"--block must be a multiple of {Sector}: direct reads are whole blocks of the device.");
            }
        });
        file.Validators.Add(result =>
        {
            string path = result.Tokens.Count == 1 ? result.Tokens[0].Value : ".";
            if (Directory.Exists(path) && result.Tokens.Count == 1)
            {
                result.AddError($"--file: '{path}' is a directory; name a file in it.");
            }
            else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            {
                result.AddError($"--file: the directory of '{path}' does not exist; create it first.");
            }
        });
        Command command = new("disk", "Random direct reads of a large file by many fibers, against fio and .NET's RandomAccess.")
        {
            file, depth, block, seconds, rounds, driver, noPeers, json, svg,
        };
        command.SetAction(parsed =>
        {
            DiskSettings settings = new(
                parsed.GetValue(file), parsed.GetValue(depth), parsed.GetValue(block), parsed.GetValue(seconds), parsed.GetValue(rounds),
                Options.Drivers(parsed.GetRequiredValue(driver)), !parsed.GetValue(noPeers), parsed.GetValue(svg));
            DiskReportWriter.Write(new DiskBenchmark(settings).Run(), parsed.GetValue(json));
        });
        return command;
    }
}
