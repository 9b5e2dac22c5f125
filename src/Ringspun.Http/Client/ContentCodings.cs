using System.Text;
using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <summary>Reads Content-Encoding fields.</summary>
internal static class ContentCodings
{
    /// <summary>The coding of a body.</summary>
    /// <param name="fields">The response's field lines.</param>
    internal static ContentCoding Of(ReadOnlySpan<byte> fields)
    {
        ContentCoding found = ContentCoding.Identity;
        var walker = new FieldWalker(fields);
        while (walker.MoveNext())
        {
            if (!Ascii.EqualsIgnoreCase(walker.Name, "content-encoding"u8))
            {
                continue;
            }

            ReadOnlySpan<byte> value = walker.Value;
            while (!value.IsEmpty)
            {
                ContentCoding coding = Parse(Grammar.NextElement(ref value));
                found = found == ContentCoding.Identity ? coding : coding == ContentCoding.Identity ? found : ContentCoding.Unknown;
            }
        }

        return found;
    }

    private static ContentCoding Parse(ReadOnlySpan<byte> name) =>
        name.IsEmpty || Ascii.EqualsIgnoreCase(name, "identity"u8) ? ContentCoding.Identity
        : Ascii.EqualsIgnoreCase(name, "gzip"u8) || Ascii.EqualsIgnoreCase(name, "x-gzip"u8) ? ContentCoding.Gzip
        : Ascii.EqualsIgnoreCase(name, "deflate"u8) ? ContentCoding.Deflate
        : Ascii.EqualsIgnoreCase(name, "br"u8) ? ContentCoding.Brotli
        : ContentCoding.Unknown;
}
