using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ringspun.Cli.Values;

/// <summary>An option whose value has a grammar of its own, and a default that help shows as one would type it.</summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed class ValueOption<T> : Option<T>
{
    public ValueOption(string name, string valueName, ValueReader<T> reader, string standard, string help)
        : base(name)
    {
        if (!reader(standard, out T value, out string expected))
        {
            throw new ArgumentException($"the default of {name} is not {expected}", nameof(standard));
        }

        Standard = value;
        Description = $"{help} [default: {standard}]";
        HelpName = valueName;
        CustomParser = result => Read(result, result.Tokens[0].Value, name, reader);
    }

    public T Standard { get; }

    /// <summary>The value that was given, or else the default.</summary>
    public T From(ParseResult parsed) => parsed.GetResult(this) is null ? Standard : parsed.GetRequiredValue(this);

    internal static T Read(ArgumentResult result, string text, string name, ValueReader<T> reader)
    {
        if (!reader(text, out T value, out string expected))
        {
            result.AddError($"{name}: '{text}' is not understood; expected {expected}.");
        }

        return value;
    }
}
