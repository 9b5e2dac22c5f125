using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ringspun.Cli;

/// <summary>Says what is wrong with a command line, and what may have been meant.</summary>
internal static class UsageMistake
{
    private const int LargestTypo = 2;

    /// <summary>
    /// The mistakes, a line each; empty when there is none. What looks like an option is never taken for a directory, except after
    /// <c>--</c>. The value of an option may begin with one hyphen, as numbers and "-" do; with two, it is an option that was mistyped.
    /// </summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        HashSet<Token> values = ValuesOf(parsed.CommandResult);
        string[] unknown = [.. parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-')
            .Where(token => !values.Contains(token) || token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Value)];
        if (unknown.Length > 0)
        {
            IEnumerable<string> options = command.Options.SelectMany(option => option.Aliases.Append(option.Name));
            return [.. unknown.Select(text => $"unknown option '{text}'{Suggestion(text, options)}")];
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            string text = parsed.UnmatchedTokens[0];
            return command.Subcommands.Count > 0
                ? [$"unknown command '{text}'{Suggestion(text, command.Subcommands.Select(sub => sub.Name))}"]
                : [$"unexpected argument '{text}'"];
        }

        return [.. parsed.Errors.Select(error => error.Message)];
    }

    private static HashSet<Token> ValuesOf(CommandResult command)
    {
        HashSet<Token> values = new(ReferenceEqualityComparer.Instance);
        for (CommandResult? result = command; result is not null; result = result.Parent as CommandResult)
        {
            values.UnionWith(result.Children.OfType<OptionResult>().SelectMany(option => option.Tokens));
        }

        return values;
    }

    private static string Suggestion(string text, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (name, distance: Distance(text, name))).MinBy(found => found.distance);
        bool near = nearest.name is not null && nearest.distance <= LargestTypo && nearest.distance < text.TrimStart('-').Length;
        return near ? $"; did you mean '{nearest.name}'?" : "";
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
