using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ringspun.Cli.Values;

/// <summary>An option whose value has a grammar of its own, and that means nothing in particular when it is not given.</summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed class OptionalValue<T> : Option<T>
{
    public OptionalValue(string name, string valueName, ValueReader<T> reader, string help)
        : base(name)
    {
        Description = help;
        HelpName = valueName;
        CustomParser = result => ValueOption<T>.Read(result, result.Tokens[0].Value, name, reader);
    }

    /// <summary>Whether it was given.</summary>
    public bool IsIn(SymbolResult result) => result.GetResult(this) is not null;

    /// <summary>The value that was given, or else <paramref name="otherwise"/>.</summary>
    public T From(ParseResult parsed, T otherwise) => parsed.GetResult(this) is null ? otherwise : parsed.GetRequiredValue(this);

    /// <summary>The value that was given, converted, or else the default of the type, which is null for most.</summary>
    public TResult? From<TResult>(ParseResult parsed, Func<T, TResult> convert) =>
        parsed.GetResult(this) is null ? default : convert(parsed.GetRequiredValue(this));
}
