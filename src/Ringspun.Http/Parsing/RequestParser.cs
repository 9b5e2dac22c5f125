namespace Ringspun.Http.Parsing;

/// <summary>
/// Reads request heads, strictly by RFC 9112, in one pass and without an allocation.
/// </summary>
/// <remarks>
/// <para>A head that two parties could read differently is refused, because that is what request smuggling lives on (RFC 9112
/// section 11.2). The choices that the RFC leaves open: a bare LF does not end a line (section 2.2 allows to accept it); obs-fold and
/// whitespace around a field name are refused (section 5); a repeated Content-Length is refused even when the values agree (section 6.3).</para>
/// <para>The parse is stateless: when it is incomplete, it starts over with more bytes. Every check depends only on bytes before it, so the
/// result never depends on how the bytes were split.</para>
/// </remarks>
internal static partial class RequestParser
{
    // The steps return the position after what they read; Incomplete; or the status that refuses, negated.
    private const int Incomplete = -1;
    private const int BadRequest = -400;
    private const int UriTooLong = -414;
    private const int ExpectationFailed = -417;
    private const int FieldsTooLarge = -431;
    private const int NotImplemented = -501;
    private const int VersionNotSupported = -505;

    // RFC 9112 section 2.2: a server should ignore at least one empty line before the request line. Two are what old browsers sent after a POST.
    private const int MaxLeadingEmptyLines = 2;

    /// <summary>Reads the request head at the beginning of the received bytes.</summary>
    /// <param name="received">Bytes of the connection from the head's first byte on; more may follow the head.</param>
    /// <param name="limits">The longest head, target and field list.</param>
    /// <param name="head">Filled when the result is complete; undefined otherwise.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> received, HttpLimits limits, RequestHead head)
    {
        head.Reset();
        bool cut = received.Length >= limits.MaxHeadBytes;
        var bytes = cut ? received[..limits.MaxHeadBytes] : received;

        int position = SkipEmptyLines(bytes);
        if (position >= 0)
        {
            position = ParseRequestLine(bytes, position, limits, head);
        }

        if (position >= 0)
        {
            position = ParseFields(bytes, position, limits, head);
        }

        return position switch
        {
            >= 0 => ParseResult.Complete(position),
            Incomplete => cut ? ParseResult.Refused(-FieldsTooLarge) : ParseResult.Incomplete,
            _ => ParseResult.Refused(-position),
        };
    }

    private static int SkipEmptyLines(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        for (int line = 0; line < MaxLeadingEmptyLines && position < bytes.Length && bytes[position] == '\r'; line++)
        {
            int next = ExpectLineEnd(bytes, position);
            if (next < 0)
            {
                return next;
            }

            position = next;
        }

        return position;
    }

    /// <summary>The position after the CR LF that must stand here.</summary>
    private static int ExpectLineEnd(ReadOnlySpan<byte> bytes, int position)
    {
        int end = FieldLine.ExpectEnd(bytes, position);
        return end == FieldLine.Malformed ? BadRequest : end;
    }
}
