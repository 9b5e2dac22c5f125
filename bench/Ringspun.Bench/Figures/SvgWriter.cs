using System.Globalization;
using System.Text;
using System.Xml;

namespace Ringspun.Bench.Figures;

/// <summary>Writes the few elements that a figure has; texts are escaped, numbers are short.</summary>
internal sealed class SvgWriter : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public SvgWriter(double width, double height, string title)
    {
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        _xml.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
        _xml.WriteAttributeString("width", Number(width));
        _xml.WriteAttributeString("height", Number(height));
        _xml.WriteAttributeString("role", "img");
        _xml.WriteElementString("title", Clean(title));
        _xml.WriteElementString("style", Palette.StyleSheet);
        _xml.WriteStartElement("rect");
        Attributes(("class", "background"), ("width", Number(width)), ("height", Number(height)));
        _xml.WriteEndElement();
    }

    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    public void Line(string style, double fromX, double fromY, double toX, double toY, double width) =>
        Path(style, $"M{Number(fromX)} {Number(fromY)}L{Number(toX)} {Number(toY)}", width);

    /// <param name="style">Its class in the style sheet.</param>
    /// <param name="path">The way.</param>
    /// <param name="strokeWidth">How thick the line is; 0 for an area.</param>
    /// <param name="dashes">The pattern of a dashed line.</param>
    /// <param name="tip">What it tells when it is pointed at.</param>
    public void Path(string style, string path, double strokeWidth = 0, string? dashes = null, string? tip = null)
    {
        _xml.WriteStartElement("path");
        Attributes(("class", style), ("d", path));
        if (strokeWidth > 0)
        {
            Attributes(("fill", "none"), ("stroke-width", Number(strokeWidth)), ("stroke-linejoin", "round"), ("stroke-linecap", "round"));
        }

        if (dashes is not null)
        {
            Attributes(("stroke-dasharray", dashes));
        }

        if (tip is not null)
        {
            _xml.WriteElementString("title", Clean(tip));
        }

        _xml.WriteEndElement();
    }

    /// <param name="style">Its class in the style sheet.</param>
    /// <param name="x">Where the anchor is.</param>
    /// <param name="y">Where its baseline is.</param>
    /// <param name="size">The font's size.</param>
    /// <param name="text">What it says.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="bold">Whether it is bold.</param>
    public void Text(string style, double x, double y, double size, string text, string anchor = "start", bool bold = false)
    {
        _xml.WriteStartElement("text");
        Attributes(("class", style), ("x", Number(x)), ("y", Number(y)), ("font-size", Number(size)), ("text-anchor", anchor));
        if (bold)
        {
            Attributes(("font-weight", "bold"));
        }

        _xml.WriteString(Clean(text));
        _xml.WriteEndElement();
    }

    /// <summary>The whole document.</summary>
    public string Finish()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text.Append('\n').ToString();
    }

    public void Dispose() => _xml.Dispose();

    // What no XML document may hold, escaped or not, becomes the replacement character.
    private static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            _xml.WriteAttributeString(name, value);
        }
    }
}
