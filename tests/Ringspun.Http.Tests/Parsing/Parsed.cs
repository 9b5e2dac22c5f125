using System.Text;
using Ringspun.Http.Parsing;

namespace Ringspun.Http.Tests.Parsing;

/// <summary>A parse with its input, for tests that ask about slices.</summary>
internal sealed class Parsed
{
    private readonly byte[] _bytes;

    public Parsed(byte[] bytes, HttpLimits? limits = null)
    {
        _bytes = bytes;
        Result = RequestParser.Parse(bytes, limits ?? HttpLimits.Default, Head);
    }

    public Parsed(string text, HttpLimits? limits = null)
        : this(Encoding.Latin1.GetBytes(text), limits)
    {
    }

    public RequestHead Head { get; } = new();

    public ParseResult Result { get; }

    public int Status => Result.Status;

    public string Text(Slice slice) => Encoding.Latin1.GetString(slice.Of(_bytes));

    /// <summary>All that a parse can tell, for comparing two of them.</summary>
    public string Describe()
    {
        if (Result.Outcome != ParseOutcome.Complete)
        {
            return $"{Result.Outcome} {Result.Status}";
        }

        var h = Head;
        return $"{Result.Consumed} {h.Method} {h.Form} {h.MinorVersion} {h.Target} {h.Path} {h.Host} {h.ContentLength} {h.IsChunked} "
            + $"{h.ExpectsContinue} {h.KeepsAlive} {h.Present} {h.Repeated} {h.Fields} {h.FieldCount}";
    }
}
