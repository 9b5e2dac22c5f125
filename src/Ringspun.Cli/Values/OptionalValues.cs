using System.CommandLine;

namespace Ringspun.Cli.Values;

/// <summary>An <see cref="OptionalValue{T}"/> that may be repeated.</summary>
/// <typeparam name="T">One value.</typeparam>
internal sealed class OptionalValues<T> : Option<T[]>
{
    public OptionalValues(string name, string valueName, ValueReader<T> reader, string help)
        : base(name)
    {
        Description = $"{help} May be repeated.";
        HelpName = valueName;
        Arity = ArgumentArity.OneOrMore;
        CustomParser = result => [.. result.Tokens.Select(token => ValueOption<T>.Read(result, token.Value, name, reader))];
    }

    /// <summary>The values that were given; empty when there are none.</summary>
    public T[] From(ParseResult parsed) => parsed.GetResult(this) is null ? [] : parsed.GetRequiredValue(this);
}
