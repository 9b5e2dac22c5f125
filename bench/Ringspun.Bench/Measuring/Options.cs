using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ringspun.Bench.Measuring;

/// <summary>Options that measurements share.</summary>
internal static class Options
{
    public static Option<int> Count(string name, string description, int usual, int atLeast = 1)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (Given(result) < atLeast)
            {
                result.AddError($"{name} must be at least {atLeast}.");
            }
        });
        return option;
    }

    /// <summary>The number that was given; null where there is none, or something else, of which the parser tells.</summary>
    public static int? Given(OptionResult? result) =>
        result?.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    public static Option<bool> NoPeers() => new("--no-peers") { Description = "Measures Ringspun alone." };

    public static Option<string> Driver()
    {
        Option<string> option = new("--driver") { Description = "The driver that is measured.", DefaultValueFactory = _ => "both" };
        option.AcceptOnlyFromAmong("io_uring", "epoll", "both");
        return option;
    }

    /// <summary>The drivers that <see cref="Driver"/> stands for.</summary>
    public static IReadOnlyList<string> Drivers(string choice) => choice == "both" ? ["io_uring", "epoll"] : [choice];

    public static Option<string?> Json() =>
        new("--json") { Description = "Writes the figures as JSON to a file, or to stdout for '-'.", HelpName = "FILE|-" };
}
