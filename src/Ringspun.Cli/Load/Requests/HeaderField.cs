using System.Buffers;

namespace Ringspun.Cli.Load.Requests;

/// <summary>One field of the requests' heads.</summary>
/// <param name="Name">Its name, a token (RFC 9110, section 5.6.2).</param>
/// <param name="Value">Its value, without blanks around it.</param>
internal readonly record struct HeaderField(string Name, string Value)
{
    /// <summary>Characters of tokens.</summary>
    internal static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // The client writes these from what it does; a second opinion would break the framing of its own requests.
    private static readonly (string Name, string Instead)[] OurOwn =
    [
        ("Content-Length", "it follows from --body"),
        ("Transfer-Encoding", "bodies are sent with Content-Length"),
        ("Connection", "say --no-keepalive"),
    ];

    public static bool TryRead(string text, out HeaderField value, out string expected)
    {
        value = default;
        expected = "'Name: value'";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return false;
        }

        string name = text[..colon];
        string content = text[(colon + 1)..].Trim(' ', '\t');
        if (!IsToken(name))
        {
            expected = "a name of letters, digits and !#$%&'*+-.^_`|~ before the colon";
            return false;
        }

        // A line break would begin another field, or another request.
        if (content.Any(c => c is < ' ' and not '\t' or '\x7f' or > '\xff'))
        {
            expected = "a value of one line, in Latin-1";
            return false;
        }

        (string own, string instead) = OurOwn.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (own is not null)
        {
            expected = $"any field but {own}: {instead}";
            return false;
        }

        value = new HeaderField(name, content);
        return true;
    }

    internal static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);
}
