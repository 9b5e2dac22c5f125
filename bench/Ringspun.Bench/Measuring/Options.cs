using System.CommandLine;

namespace Ringspun.Bench.Measuring;

/// <summary>Options that measurements share.</summary>
internal static class Options
{
    public static Option<int> Count(string name, string description, int usual)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }

    public static Option<string?> Json() =>
        new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
}
