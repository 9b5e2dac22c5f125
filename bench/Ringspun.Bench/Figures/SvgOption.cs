using System.CommandLine;

namespace Ringspun.Bench.Figures;

/// <summary>The option <c>--svg FILE</c>.</summary>
internal static class SvgOption
{
    /// <summary>A directory that is not there is told before anything is measured.</summary>
    public static Option<string?> Create()
    {
        Option<string?> option = new("--svg") { Description = "Draws the figures as a chart into this file.", HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(result.Tokens[0].Value))))
            {
                result.AddError($"--svg: the directory of '{result.Tokens[0].Value}' does not exist; create it first.");
            }
        });
        return option;
    }
}
