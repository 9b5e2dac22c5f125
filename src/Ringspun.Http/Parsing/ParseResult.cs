namespace Ringspun.Http.Parsing;

/// <summary>What <see cref="RequestParser"/> found: an outcome with the bytes consumed, or with the status that refuses the request.</summary>
internal readonly record struct ParseResult
{
    private ParseResult(ParseOutcome outcome, int value)
    {
        Outcome = outcome;
        _value = value;
    }

    private readonly int _value;

    public ParseOutcome Outcome { get; }

    /// <summary>The head's length, with the empty lines before it and the one that ends it; 0 unless complete.</summary>
    public int Consumed => Outcome == ParseOutcome.Complete ? _value : 0;

    /// <summary>The status to answer with; 0 unless refused.</summary>
    public int Status => Outcome == ParseOutcome.Refused ? _value : 0;

    public static ParseResult Incomplete => default;

    public static ParseResult Complete(int consumed) => new(ParseOutcome.Complete, consumed);

    public static ParseResult Refused(int status) => new(ParseOutcome.Refused, status);
}
