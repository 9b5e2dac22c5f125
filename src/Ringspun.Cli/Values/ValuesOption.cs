using System.CommandLine;

namespace Ringspun.Cli.Values;

/// <summary>A <see cref="ValueOption{T}"/> that may be repeated.</summary>
/// <typeparam name="T">One value.</typeparam>
internal sealed class ValuesOption<T> : Option<T[]>
{
    private readonly T _standard;

    public ValuesOption(string name, string valueName, ValueReader<T> reader, string standard, string help)
        : base(name)
    {
        _standard = new ValueOption<T>(name, valueName, reader, standard, help).Standard;
        Description = $"{help} [default: {standard}]";
        HelpName = valueName;
        Arity = ArgumentArity.OneOrMore;
        CustomParser = result => [.. result.Tokens.Select(token => ValueOption<T>.Read(result, token.Value, name, reader))];
    }

    /// <summary>The values that were given, or else the default alone.</summary>
    public T[] From(ParseResult parsed) => parsed.GetResult(this) is null ? [_standard] : parsed.GetRequiredValue(this);
}
