using System.Text;
using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <summary>Finds fields among the header field lines that an <see cref="IResponseSink"/> is shown.</summary>
public static class ResponseFields
{
    /// <summary>Finds the first line of a field.</summary>
    /// <param name="fields">The field lines, as <see cref="IResponseSink.Begin"/> gets them.</param>
    /// <param name="name">The field's name; letters of either case are the same.</param>
    /// <param name="value">The value, without the whitespace around it; folded values (RFC 9112 section 5.2) as far as their first line.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var walker = new FieldWalker(fields);
        while (walker.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(walker.Name, name))
            {
                value = walker.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
