using System.Runtime.CompilerServices;

namespace Ringspun.Http.Parsing;

/// <summary>One header field line, <c>field-name ":" OWS field-value OWS CRLF</c> (RFC 9112 section 5), of a request or a response.</summary>
internal static class FieldLine
{
    /// <summary>What is there is the beginning of a line.</summary>
    public const int Incomplete = -1;

    /// <summary>What is there is no line, whatever follows.</summary>
    public const int Malformed = -2;

    /// <summary>Reads the line at the beginning of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">From the line's first byte on.</param>
    /// <param name="name">The length of the name.</param>
    /// <param name="value">The value, without the one space that nearly everyone sends before it; other whitespace is trimmed where it matters.</param>
    /// <returns>The line's length with its end; or <see cref="Incomplete"/> or <see cref="Malformed"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Scan(ReadOnlySpan<byte> bytes, out int name, out Slice value)
    {
        value = default;

        // A line that starts with whitespace (obs-fold, section 5.2) or has some before its colon (section 5.1) fails here.
        name = bytes.IndexOfAnyExcept(Grammar.Token);
        if (name <= 0 || bytes[name] != ':')
        {
            return name < 0 ? Incomplete : Malformed;
        }

        int start = name + 1;
        if (start < bytes.Length && bytes[start] == ' ')
        {
            start++;
        }

        int length = bytes[start..].IndexOfAny(Grammar.NotInFieldValue);
        if (length < 0)
        {
            return Incomplete;
        }

        value = new Slice(start, length);
        return ExpectEnd(bytes, start + length);
    }

    /// <summary>The position after the CR LF that must stand at <paramref name="position"/>; or <see cref="Incomplete"/> or <see cref="Malformed"/>.</summary>
    public static int ExpectEnd(ReadOnlySpan<byte> bytes, int position)
    {
        if (position >= bytes.Length)
        {
            return Incomplete;
        }

        if (bytes[position] != '\r')
        {
            return Malformed;
        }

        if (position + 1 >= bytes.Length)
        {
            return Incomplete;
        }

        return bytes[position + 1] == '\n' ? position + 2 : Malformed;
    }
}
