namespace Ringspun.Bench.Figures;

/// <summary>
/// How wide a text is at most. Who views the figure has a font that is not known here, so the widths are a wide font's: what fits by them
/// fits in the usual ones too.
/// </summary>
internal static class TextMetrics
{
    private const string Narrow = "iljftr.,:;'|!()[]{}/ \"-";
    private const string Wide = "mwMW@%";

    /// <summary>The width in the unit of the size.</summary>
    public static double Width(string text, double size, bool bold = false) => text.Sum(Width) * size * (bold ? 1.12 : 1);

    /// <summary>Breaks a text at its spaces, so that no line is wider. A single word that is too wide is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, bool bold = false)
    {
        List<string> lines = [];
        string line = "";
        foreach (string part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string word = Cut(part, size, width, bold);
            if (line.Length > 0 && Width($"{line} {word}", size, bold) > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The text, or as much of its beginning as fits before an ellipsis.</summary>
    public static string Cut(string text, double size, double width, bool bold = false)
    {
        if (Width(text, size, bold) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && (Width(text[..length] + "…", size, bold) > width || char.IsHighSurrogate(text[length - 1])))
        {
            length--;
        }

        return text[..length] + "…";
    }

    private static double Width(char c) =>
        Narrow.Contains(c, StringComparison.Ordinal) ? 0.42
        : Wide.Contains(c, StringComparison.Ordinal) ? 1.0
        : char.IsAsciiLetterUpper(c) ? 0.72
        : c < 0x2E80 ? 0.64
        : 1.0;
}
