using System.Text;

namespace Ringspun.Architecture.Tests;

/// <summary>Takes out of C# text what is not code, so that a rule never stumbles over a word in a comment or a string.</summary>
internal static class CodeText
{
    /// <summary>Replaces comments, literals and preprocessor lines by spaces. Holes of interpolated strings go too: no rule needs them.</summary>
    public static string Blank(string text)
    {
        StringBuilder code = new(text);
        int at = 0;
        while (at < text.Length)
        {
            int end = EndOfNonCode(text, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (; at < end; at++)
            {
                if (text[at] != '\n')
                {
                    code[at] = ' ';
                }
            }
        }

        return code.ToString();
    }

    private static int EndOfNonCode(string text, int at)
    {
        ReadOnlySpan<char> rest = text.AsSpan(at);
        if (rest.StartsWith("//"))
        {
            return EndOfLine(text, at);
        }

        if (rest.StartsWith("/*"))
        {
            int close = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return close < 0 ? text.Length : close + 2;
        }

        return rest[0] switch
        {
            '#' when IsFirstOnLine(text, at) => EndOfLine(text, at),
            '\'' => EndOfQuoted(text, at + 1, '\''),
            '"' or '$' or '@' => EndOfString(text, at),
            _ => at,
        };
    }

    private static int EndOfString(string text, int start)
    {
        int at = start;
        while (at < text.Length && text[at] is '$' or '@')
        {
            at++;
        }

        if (at == text.Length || text[at] != '"')
        {
            return start;
        }

        string prefix = text[start..at];
        int quotes = 0;
        while (at + quotes < text.Length && text[at + quotes] == '"')
        {
            quotes++;
        }

        if (quotes >= 3)
        {
            int close = text.IndexOf(new string('"', quotes), at + quotes, StringComparison.Ordinal);
            return close < 0 ? text.Length : close + quotes;
        }

        return prefix.Contains('@', StringComparison.Ordinal) ? EndOfVerbatim(text, at + 1)
            : prefix.Length > 0 ? EndOfInterpolated(text, at + 1)
            : EndOfQuoted(text, at + 1, '"');
    }

    private static int EndOfVerbatim(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] != '"')
            {
                return at + 1;
            }

            at++;
        }

        return at;
    }

    private static int EndOfInterpolated(string text, int at)
    {
        int holes = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (holes == 0 && c == '"')
            {
                return at + 1;
            }

            if (c is '{' or '}')
            {
                bool doubled = at + 1 < text.Length && text[at + 1] == c;
                if (holes == 0 && doubled)
                {
                    at += 2;
                    continue;
                }

                holes += c == '{' ? 1 : -1;
            }
            else if (holes > 0)
            {
                int end = EndOfNonCode(text, at);
                if (end > at)
                {
                    at = end;
                    continue;
                }
            }

            at += c == '\\' ? 2 : 1;
        }

        return at;
    }

    private static int EndOfQuoted(string text, int at, char quote)
    {
        while (at < text.Length && text[at] != quote && text[at] != '\n')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, text.Length);
    }

    private static int EndOfLine(string text, int at)
    {
        int end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }

    private static bool IsFirstOnLine(string text, int at)
    {
        int line = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        return text.AsSpan(line, at - line).IsWhiteSpace();
    }
}
