using System.CommandLine;
using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun load merge A B …</c>: one histogram file of several, without loss.</summary>
internal static class LoadMergeCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Files of 'ringspun load --histogram'.", Arity = ArgumentArity.OneOrMore };
        Option<string> target = new("--output", "-o") { Description = "Where the sum goes. [default: stdout]", HelpName = "FILE" };
        Command command = new("merge", "Adds up the histograms of several runs or machines.") { files, target };
        command.SetAction(parsed =>
        {
            HistogramPair sum = new();
            foreach (string file in parsed.GetRequiredValue(files))
            {
                sum.Add(HistogramFile.Load(file));
            }

            if (parsed.GetValue(target) is { } path)
            {
                HistogramFile.Save(sum, path);
            }
            else
            {
                HistogramWriter.Write(sum, parsed.InvocationConfiguration.Output);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
